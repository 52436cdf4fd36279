import { firstValue } from '../../../decode/sip/message.ts'
import { header, type SipHeader, type SipResponse } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly said: string
  readonly seen: string
  readonly ports: readonly number[]
}

interface Mapping {
  readonly message: SipResponse
  readonly line: SipHeader
  readonly said: string
  readonly host: string
  readonly port: number | undefined
}

export const receivedMismatch = rule<'conversation', Values>({
  id: 'nat.received-mismatch',
  category: 'nat',
  severity: 'info',
  sources: ['RFC 3261 §18.2.1', 'RFC 3581 §4'],
  title: 'The client is behind NAT',
  examines: 'conversation',
  meaning: 'The server noted another address or port than the client wrote into its Via: a NAT translates on the way.',
  fires:
    'A response carries received or rport that differ from sent-by. Medium where the mapped port changes within one registration or dialog.',
  quiet: 'received and rport that repeat sent-by; none at all.',
  example: ['Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-1;received=198.51.100.4;rport=41022'],
  recommendation:
    'Keep the mapping alive: keepalives every 25 s, or TCP or TLS; and let the server answer to the address it sees.',
  recipe: 'nat-signaling',
  marks: { signs: ['received', 'one-sided'] },
  *check({ conversation }) {
    const mappings = conversation.messages.flatMap((message) => (message.kind === 'response' ? mappingOf(message) : []))
    const [first] = mappings
    if (!first) {
      if (conversation.messages.every(({ kind }) => kind === 'request')) yield { insufficient: 'one-direction-only' }
      return
    }
    const same = mappings.filter(({ said }) => said === first.said)
    const ports = [...new Set(same.flatMap(({ port }) => port ?? []))]
    const lines: Proof[] = ports.slice(1, 4).flatMap((port) => {
      const one = same.find((mapping) => mapping.port === port)
      return one ? [{ message: one.message, header: one.line }] : []
    })
    const severity: Weight = { level: 'medium', because: `The mapped port changed: ${ports.slice(0, 4).join(', ')}` }
    yield {
      values: { said: first.said, seen: first.port === undefined ? first.host : `${first.host}:${first.port}`, ports },
      proof: [{ message: first.message, header: first.line }, ...lines],
      scope: [ports.length > 1 ? 'changing' : 'fixed'],
      mends: first.message,
      ...(ports.length > 1 && { severity }),
    }
  },
  detail: ({ said, seen, ports }) =>
    `The client calls itself ${said}, and the server saw ${seen}.${ports.length > 1 ? ` Later the port was ${ports.slice(1, 4).join(', ')}: calls to the old one are lost.` : ''}`,
})

function mappingOf(message: SipResponse): readonly Mapping[] {
  const written = firstValue(message, 'via') ?? ''
  if (!written.includes('received=') && !written.includes('rport=')) return []
  const via = topVia(message)
  const line = header(message, 'via')
  if (!via || !line || (via.received === undefined && !via.rport)) return []
  const port = via.rport === undefined || via.rport === 0 ? undefined : via.rport
  const otherHost = via.received !== undefined && via.received.toLowerCase() !== via.host.toLowerCase()
  const otherPort = port !== undefined && port !== (via.port ?? 5060)
  // TCP clients send from any port; only UDP tells of a mapping by its port (RFC 3261 §18.1.1).
  if (!otherHost && !(otherPort && via.transport === 'UDP')) return []
  return [{ message, line, said: `${via.host}:${via.port ?? 5060}`, host: via.received ?? via.host, port }]
}
