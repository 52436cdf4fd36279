import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { epochTime, findTime } from './time.ts'

const ENVELOPE =
  /<--- (Received|Transmitting) SIP (?:request|response) \(\d{1,9} bytes\) (?:from|to) ([A-Za-z]{2,6}):(\S{1,300}) --->/
const HISTORY = /<--- History Entry \d{1,10} (Received from|Sent to) (\S{1,300}) at (\d{9,10}) {0,10}--->/

/**
 * Asterisk chan_pjsip, `pjsip set logger on`: `<--- Received SIP request (541 bytes) from UDP:192.0.2.1:5060 --->`, with or
 * without the log file's `[time] VERBOSE[...] res_pjsip_logger.c:` before it, or the console's prompt. The address is the
 * peer's; our own is not told. A line `<----------->` may close the message. `pjsip show history entry` writes
 * `<--- History Entry 5 Sent to 192.0.2.1:5060 at 1776364200 --->` (res_pjsip_history.c).
 */
export const pjsipLogger: LogFormat = {
  name: 'Asterisk PJSIP logger',
  reader: stateless((line) => {
    const at = line.indexOf('<---')
    if (at < 0) return undefined
    if (/^<-{8,}>$/.test(line)) return 'claimed'
    const match = ENVELOPE.exec(line)
    if (match) {
      const [, way, transport, peer = ''] = match
      return directed(
        way === 'Received' ? 'received' : 'sent',
        { peer: parseEndpoint(peer) },
        { time: at > 0 ? findTime(line.slice(0, at)) : undefined, transport: parseTransport(transport) },
      )
    }
    const entry = HISTORY.exec(line)
    if (!entry) return undefined
    return directed(
      entry[1] === 'Sent to' ? 'sent' : 'received',
      { peer: parseEndpoint(entry[2] ?? '') },
      { time: epochTime(`${entry[3]}.0`), transport: undefined },
    )
  }),
}
