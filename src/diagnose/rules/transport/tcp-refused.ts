import type { CaptureFacts } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { TcpConnectionRecord } from '../../../model/network.ts'
import { connectionText, momentProof, networkOf } from '../../facts/network.ts'
import { rule, type Weight } from '../../rule.ts'
import { RECONNECT_US, SYNS_UNANSWERED } from '../../thresholds/transport.ts'

interface Values {
  readonly client: string
  readonly server: string
  readonly how: 'refused' | 'silent'
  readonly syns: number
  readonly tries: number
}

export const tcpRefused = rule<'capture', Values>({
  id: 'transport.tcp-refused',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 9293 §3.10.7', 'RFC 3261 §18.1.1', 'RFC 3263 §4.3'],
  title: 'A TCP connection for SIP cannot be opened',
  examines: 'capture',
  explains: [
    'signaling.no-response-invite',
    'signaling.no-response-noninvite',
    'signaling.response-5xx',
    'signaling.response-408',
    'reg.failed',
  ],
  issues: ['tcp', 'tls', 'refused', 'firewall', 'unreachable'],
  meaning: 'The client asks for a connection to the SIP port of a server, and it is refused, or nobody answers at all.',
  fires:
    'A RST answers the SYN to port 5060 or 5061, or three SYNs get no answer. Info where another server took the connection within 5 s; low where the client sends no SIP in this input (a probe).',
  quiet: 'Other ports; connections that came about.',
  example: ['TCP 192.0.2.10:40000 > 192.0.2.20:5061: RST answers the SYN'],
  recommendation:
    'Check that the server listens on that port and transport, and that the firewall lets the client through.',
  verify: 'Verify: the SYN is answered by SYN-ACK.',
  applies: ({ capture }) => capture.kind === 'capture',
  *check({ capture }) {
    const { connections } = networkOf(capture)
    let open = false
    const groups = Map.groupBy(
      connections.filter(({ answered, syns }) => !answered && syns > 0),
      ({ client, server }) => `${client.address} ${endpointText(server)}`,
    )
    for (const tries of groups.values()) {
      const refused = tries.find((one) => one.refused)
      const syns = tries.reduce((sum, one) => sum + one.syns, 0)
      if (!refused && syns < SYNS_UNANSWERED) {
        open = true
        continue
      }
      const first = refused ?? tries[0]!
      const severity = weigh(tries, capture)
      yield {
        values: {
          client: first.client.address,
          server: endpointText(first.server),
          ...{ how: refused ? 'refused' : 'silent', syns, tries: tries.length },
        },
        proof: [
          momentProof(
            `${connectionText(first)}: ${refused ? 'RST answers the SYN' : `${syns} SYNs without an answer`}`,
            first.refused ?? first.opened!,
          ),
        ],
        scope: [refused ? 'refused' : 'silent'],
        sources: [first.client.address, first.server.address],
        ...(severity && { severity }),
      }
    }
    if (open) yield { insufficient: 'ends-mid-dialog' }
  },
  detail: ({ client, server, how, syns, tries }) =>
    how === 'refused'
      ? `${server} refused the connection of ${client}${tries > 1 ? ` ${tries} times` : ''}: nobody listens there, or a firewall answers for it.`
      : `${client} sent ${syns} SYNs to ${server}, and none was answered.`,
})

function weigh(tries: readonly TcpConnectionRecord[], capture: CaptureFacts): Weight | undefined {
  const { client, server } = tries[0]!
  const since = tries[0]!.opened!.at
  const worked = networkOf(capture).connections.some(
    (one) =>
      one.answered &&
      one.client.address === client.address &&
      endpointText(one.server) !== endpointText(server) &&
      one.opened !== undefined &&
      one.opened.at >= since &&
      one.opened.at - tries.at(-1)!.opened!.at <= RECONNECT_US,
  )
  if (worked) return { level: 'info', because: 'Another server took the connection' }
  const speaksSip = capture.endpoints.some(({ endpoint }) => endpoint.address === client.address)
  return speaksSip ? undefined : { level: 'low', because: 'The client sends no SIP in this input' }
}
