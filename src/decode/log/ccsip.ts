import { parseEndpoint } from './address.ts'
import type { EnvelopeReader, LogEnvelope, LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const HEAD = /SIP\/Msg\/(?:ccsipDisplayMsg|sipDisplayBinaryData)(?::|&colon;)\s{0,20}/
const DIRECTION =
  /^\s{0,20}(Received|Sent|Sending)\s{0,5}:\s{0,20}(?:SIP \w{2,6} message from (\S{1,100}) to (\S{1,100}))?\s*/

/** The second line of an envelope: nothing but a start line may follow, since mail has headers of this name. */
const ALONE = /^\s{0,20}(?:Received|Sent|Sending)\s{0,5}:\s{0,20}(?:$|SIP[ /]|[A-Z]{3,20} (?:sips?|tel):)/

/**
 * Cisco IOS and CUBE, `debug ccsip messages`: `000123: *Jul 21 12:09:48.231: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:`, then
 * `Received:` or `Sent:`, then the message; all three may share a line. No year is given; `*` marks a clock that is not set.
 */
export const ccsip: LogFormat = { name: 'Cisco ccsip', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  return {
    read(line) {
      const head = line.includes('/SIP/Msg/') ? HEAD.exec(line) : null
      if (head) {
        time = findTime(line.slice(0, head.index))
        const after = head.index + head[0].length
        return after >= line.length ? 'claimed' : directed(line, after, time)
      }
      return ALONE.test(line) ? directed(line, 0, time) : undefined
    },
  }
}

function directed(line: string, from: number, time: LogTime | undefined): LogEnvelope {
  const direction = DIRECTION.exec(line.slice(from, from + 400))
  return {
    time,
    source: parseEndpoint(direction?.[2] ?? ''),
    destination: parseEndpoint(direction?.[3] ?? ''),
    transport: undefined,
    messageAt: from + (direction?.[0].length ?? 0),
  }
}
