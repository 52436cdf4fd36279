import type { CaptureFacts } from '../../../model/call.ts'
import type { EndpointRecord } from '../../../model/endpoints.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly host: string
  readonly product: string
  readonly calls: number
}

/** Hosts told of; a large network has many PBXs. */
const HOSTS_TOLD = 10
/** A product whose use is sure enough to say so. */
const SURE = 0.7

export const b2buaLegMissing = rule<'capture', Values>({
  id: 'routing.b2bua-leg-missing',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §6', 'RFC 7092'],
  title: 'One side of a B2BUA only',
  examines: 'capture',
  issues: ['b2bua', 'sbc', 'leg'],
  meaning:
    'A PBX or SBC ends each call and begins another behind it. The input shows the calls on one side of it, so what happened on the other cannot be judged.',
  fires: 'A host that is known as a PBX or SBC gets calls, and sends none in this input.',
  quiet: 'Hosts that are not known for it; those of which calls on both sides are there.',
  example: ['SIP/2.0 200 OK', 'Server: Asterisk PBX 20.5.0'],
  recommendation: '',
  *check({ capture }) {
    let unknown = false
    let told = 0
    for (const host of capture.hosts) {
      if (host.callsReceived === 0 || host.callsMade > 0) continue
      const role = host.roles.find((one) => one.role === 'b2bua' && one.confidence >= SURE)
      if (!role) {
        unknown ||= host.product === undefined
        continue
      }
      const seen = messageOf(host, capture)
      if (!seen || told >= HOSTS_TOLD) continue
      told++
      yield {
        values: { host: host.address, product: host.product?.name ?? 'a B2BUA', calls: host.callsReceived },
        proof: [{ message: seen }],
        scope: [host.address],
        confidence: 0.7,
      }
    }
    if (unknown && told === 0) yield { insufficient: 'single-leg' }
  },
  detail: ({ host, product, calls }) =>
    `${host} (${product}) got ${calls} call${calls === 1 ? '' : 's'} and sent none on in this input: rules that need both legs did not look. A capture on both sides of it, or HEP from it, would show them.`,
})

const messageOf = ({ address }: EndpointRecord, { endpoints }: CaptureFacts) =>
  endpoints.find(({ endpoint }) => endpoint.address === address)?.message
