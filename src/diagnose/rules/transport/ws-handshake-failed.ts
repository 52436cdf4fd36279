import { endpointText } from '../../../model/endpoint.ts'
import { momentProof, networkOf } from '../../facts/network.ts'
import { clip } from '../../facts/responses.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly server: string
  readonly status: number
  readonly reason: string
  readonly how: 'refused' | 'protocol' | 'log'
}

/** What browsers and libraries write when a WebSocket does not come about. */
const FAILED = /\bweb ?socket\b.{0,300}?(?:fail|error|refused|unexpected (?:response|server response)|closed before)/i
const TOLD = 10

export const wsHandshakeFailed = rule<'capture', Values>({
  id: 'transport.ws-handshake-failed',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 7118 §4', 'RFC 6455 §4'],
  title: 'A WebSocket for SIP cannot be opened',
  examines: 'capture',
  explains: ['reg.failed'],
  issues: ['websocket', 'wss', 'webrtc', 'browser'],
  meaning:
    'A browser phone speaks SIP over WebSocket. The server refuses to switch to it, or does not take the subprotocol sip.',
  fires:
    'The answer to a WebSocket upgrade for SIP is not 101, or names no subprotocol sip; or a log says that the WebSocket failed.',
  quiet: 'WebSockets for something else; upgrades that succeed.',
  example: ['GET /ws HTTP/1.1', 'Sec-WebSocket-Protocol: sip', 'HTTP/1.1 403 Forbidden'],
  recommendation:
    'Check path and port of the WebSocket address, the certificate of the server, a proxy in front of it that has to pass Upgrade on, and that the server offers the subprotocol sip.',
  recipe: 'webrtc',
  verify: 'Verify: HTTP/1.1 101 with Sec-WebSocket-Protocol: sip.',
  *check({ capture }) {
    const { upgrades, logs } = networkOf(capture)
    let told = 0
    for (const upgrade of upgrades) {
      const { server, status, reason, protocol } = upgrade
      const isSip = protocol !== undefined && /(?:^|[,\s])sip(?:$|[,\s])/i.test(protocol)
      if ((status === 101 && isSip) || told >= TOLD) continue
      told++
      const how = status === 101 ? 'protocol' : 'refused'
      yield {
        values: { server: endpointText(server), status, reason: clip(reason, 60), how },
        proof: [
          momentProof(
            `HTTP ${status} ${clip(reason, 60)} from ${endpointText(server)}, Sec-WebSocket-Protocol: ${protocol ?? 'none'}`,
            upgrade,
          ),
        ],
        scope: [how, String(status)],
        title:
          how === 'protocol'
            ? 'The WebSocket is not opened for SIP'
            : `The WebSocket for SIP is refused with ${status}`,
      }
    }
    const event = logs.find(({ text }) => FAILED.test(text))
    if (event && told === 0) {
      told++
      yield {
        values: { server: '', status: 0, reason: clip(event.text, 200), how: 'log' },
        proof: [{ event }],
        scope: ['log'],
        confidence: 0.7,
      }
    }
    if (told === 0 && upgrades.length === 0 && capture.messages === 0 && capture.tls.length > 0)
      yield { insufficient: 'encrypted' }
  },
  detail: ({ server, status, reason, how }) =>
    how === 'log'
      ? `The log says: "${reason}".`
      : how === 'protocol'
        ? `${server} opened the WebSocket without the subprotocol sip that the client asked for.`
        : `${server} answered the request for a WebSocket with ${`${status} ${reason}`.trim()}.`,
})
