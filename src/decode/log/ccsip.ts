import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type EnvelopeReader, type LogEnvelope, type LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const HEAD = /SIP\/Msg\/ccsipDisplayMsg(?::|&colon;)\s{0,20}/
/** The body of a message whose bytes are no text; the message itself is written by `ccsipDisplayMsg`. */
const BINARY = 'SIP/Msg/sipDisplayBinaryData'
const DIRECTION =
  /^\s{0,20}(Received|Sent|Sending)\s{0,5}:\s{0,20}(?:SIP (\w{2,6}) message from (\S{1,100}) to (\S{1,100}))?\s*/

/** The second line of an envelope: nothing but a start line may follow, since mail has headers of this name. */
const ALONE = /^\s{0,20}(?:Received|Sent|Sending)\s{0,5}:\s{0,20}(?:$|SIP[ /]|[A-Z]{3,20} (?:sips?|tel|urn):)/

/**
 * Cisco IOS and CUBE, `debug ccsip messages`: `000123: *Jul 21 12:09:48.231: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:`, then
 * `Received:` or `Sent:`, then the message; all three may share a line. A tenant or VRF may be named before `SIP`. VoIP Trace
 * adds the addresses: `Received: SIP UDP message from 192.0.2.1:5060 to 192.0.2.2:5060`. No year is given, on some pages no
 * time at all; `*` marks a clock that is not set.
 */
export const ccsip: LogFormat = { name: 'Cisco ccsip', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  let binary = false
  return {
    read(line) {
      if (line.includes(BINARY)) {
        binary = true
        return 'claimed'
      }
      const head = line.includes('/SIP/Msg/') ? HEAD.exec(line) : null
      if (head) {
        binary = false
        time = findTime(line.slice(0, head.index))
        const after = head.index + head[0].length
        return after >= line.length ? 'claimed' : told(line, after, time)
      }
      if (!binary || !/^\s{0,20}Sen/.test(line)) return ALONE.test(line) ? told(line, 0, time) : undefined
      binary = false
      return 'claimed'
    },
  }
}

function told(line: string, from: number, time: LogTime | undefined): LogEnvelope {
  const [whole = '', way, transport, source = '', destination = ''] = DIRECTION.exec(line.slice(from, from + 400)) ?? []
  const messageAt = from + whole.length
  const rest = { time, transport: parseTransport(transport), messageAt }
  const [a, b] = [parseEndpoint(source), parseEndpoint(destination)]
  if (way === undefined) return { ...rest, source: a, destination: b }
  return way === 'Received'
    ? directed('received', { peer: a, local: b }, rest)
    : directed('sent', { local: a, peer: b }, rest)
}
