import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { findPacketTime } from './time.ts'

const ENVELOPE =
  /channel \[[^\]]{1,40}\]:? (message sent to|received \[\d{1,9}\] new bytes from) \[([A-Za-z]{2,4}):\/\/([^\]\s]{1,200})\]/
const PARSED = /channel \[[^\]]{1,40}\]:? \[\d{1,9}\] bytes parsed\s*$/

/**
 * Linphone and others on belle-sip: `2026-04-16 18:30:00:001 [org.linphone/belle-sip] MESSAGE channel [0x7f]: message sent to
 * [UDP://sip.example.com:5060], size: [400] bytes`, or `received [411] new bytes from [UDP://...]:`, then the message, once;
 * `channel [0x7f] [411] bytes parsed` follows. On Android and iOS every line has the platform's prefix. The address is the
 * peer's. (Logs in the issue trackers of linphone-android and linphone-desktop.)
 */
export const linphone: LogFormat = {
  name: 'Linphone',
  reader: stateless((line) => {
    if (!line.includes('channel [')) return undefined
    const match = ENVELOPE.exec(line)
    if (match === null) return PARSED.test(line) ? 'claimed' : undefined
    return directed(
      match[1] === 'message sent to' ? 'sent' : 'received',
      { peer: parseEndpoint(match[3] ?? '') },
      { time: findPacketTime(line.slice(0, match.index)), transport: parseTransport(match[2]) },
    )
  }),
}
