import { endpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /(?:^|[\s.])(recv|send) \d{1,9} bytes(?: (?:from|to) (\w{2,6})\/\[([^\]\s]{1,100})\](?::(\d{1,5}))?)?(?: at (\d\d:\d\d:\d\d(?:\.\d{1,9})?))?:?/

/**
 * FreeSWITCH `sofia global siptrace on`, and drachtio, which uses the same stack:
 * `recv 1024 bytes from udp/[192.0.2.1]:5060 at 12:34:56.789012:`, then a line of dashes, the message and more dashes. On the
 * console all of it is indented by three blanks. The address is the peer's. drachtio puts a dated time before and no dashes.
 */
export const siptrace: LogFormat = {
  name: 'FreeSWITCH siptrace',
  reader: stateless((line) => {
    if (!line.includes(' bytes')) return undefined
    const match = ENVELOPE.exec(line.length > 400 ? line.slice(0, 400) : line)
    // Without address and time it is a sentence like any other, unless it stands alone.
    if (!match || (match[3] === undefined && match[5] === undefined && match[0].trim() !== line.trim()))
      return undefined
    const peer = match[3] === undefined ? undefined : endpoint(match[3], match[4])
    const received = match[1] === 'recv'
    const prefix = line.slice(0, match.index)
    return {
      time: /\d{4}-\d\d-\d\d/.test(prefix) ? findTime(prefix) : findTime(match[5] ?? prefix),
      source: received ? peer : undefined,
      destination: received ? undefined : peer,
      transport: parseTransport(match[2]),
    }
  }),
}
