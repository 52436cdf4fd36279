import { parseEndpoint, parseTransport } from './address.ts'
import { timeOf } from './dates.ts'
import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import type { LogTime } from './time.ts'

const TIME = /^\[(\d\d)-(\d\d)-(\d{4}):(\d\d)\.(\d\d)\.(\d\d)\.(\d{1,6})\]\s*$/
const ENVELOPE = /^SIP (IN|OUT): (\S{3,80}) --> (\S{3,80})(?: \((\w{2,5})\))?\s*$/

/**
 * Avaya SBCE, traceSBC and its SIP logs: a line of dashes, `[16-04-2026:18.30.00.001000]` (day first), `SIP OUT:
 * 192.0.2.1:5061 --> 192.0.2.2:2206 (TLS)`, the message, a line of dashes. Both addresses are told. (SIPlog2traceSM converts
 * the same, its comments quote these lines.)
 */
export const avayaSbce: LogFormat = { name: 'Avaya SBCE', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  return {
    read(line) {
      const stamp = line.charCodeAt(0) === 91 /* [ */ ? TIME.exec(line) : null
      if (stamp) {
        const [, day = '', month = '', year = '', hours, minutes, seconds, fraction] = stamp
        time = timeOf(year, month, day, `${hours}:${minutes}:${seconds}.${fraction}`)
        return 'claimed'
      }
      const match = line.startsWith('SIP ') ? ENVELOPE.exec(line) : null
      if (!match) return undefined
      const [, way, source = '', destination = '', transport] = match
      const [a, b] = [parseEndpoint(source), parseEndpoint(destination)]
      const rest = { time, transport: parseTransport(transport) }
      time = undefined
      return way === 'IN'
        ? directed('received', { peer: a, local: b }, rest)
        : directed('sent', { local: a, peer: b }, rest)
    },
  }
}
