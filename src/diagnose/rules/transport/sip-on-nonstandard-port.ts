import { type Endpoint, endpointText } from '../../../model/endpoint.ts'
import { isWebSocket } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'
import { USUAL_PORTS } from '../../thresholds/transport.ts'

interface Values {
  readonly from: string
  readonly to: string
}

export const sipOnNonstandardPort = rule<'conversation', Values>({
  id: 'transport.sip-on-nonstandard-port',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §19.1.2'],
  title: 'SIP on other ports than 5060 and 5061',
  examines: 'conversation',
  issues: ['port', 'firewall'],
  meaning:
    'SIP runs on ports of its own choice here. That is legal, but firewalls, routers and capture filters that go by port number miss it.',
  fires: 'Neither end of a request uses port 5060, 5061, 80 or 443.',
  quiet: 'One of the ends does; WebSocket; logs without ports.',
  example: ['OPTIONS sip:192.0.2.20:5080 SIP/2.0 (192.0.2.10:5080 > 192.0.2.20:5080)'],
  recommendation: '',
  marks: { signs: ['odd-port'] },
  *check({ conversation }) {
    let blind = false
    for (const { request } of conversation.transactions) {
      const { source, destination } = request
      if (isUsual(source) || isUsual(destination)) continue
      if (!hasPort(source) || !hasPort(destination)) {
        blind = true
        continue
      }
      if (isWebSocket(request)) continue
      yield {
        values: { from: endpointText(source), to: endpointText(destination) },
        proof: [{ message: request }],
        scope: ['ports'],
      }
      return
    }
    if (blind) yield { insufficient: 'one-direction-only' }
  },
  detail: ({ from, to }) => `SIP goes from ${from} to ${to}.`,
})

const hasPort = (endpoint: Endpoint | undefined): endpoint is Endpoint & { readonly port: number } =>
  endpoint?.port !== undefined

const isUsual = (endpoint: Endpoint | undefined): boolean => hasPort(endpoint) && USUAL_PORTS.has(endpoint.port)
