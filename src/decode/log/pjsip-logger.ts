import { parseEndpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /<--- (Received|Transmitting) SIP (?:request|response) \(\d{1,9} bytes\) (?:from|to) ([A-Za-z]{2,6}):(\S{1,300}) --->/

/**
 * Asterisk chan_pjsip, `pjsip set logger on`: `<--- Received SIP request (541 bytes) from UDP:192.0.2.1:5060 --->`, with or
 * without the log file's `[time] VERBOSE[...] res_pjsip_logger.c:` before it, or the console's prompt. The address is the
 * peer's; our own is not told. A line `<----------->` may close the message.
 */
export const pjsipLogger: LogFormat = {
  name: 'Asterisk PJSIP logger',
  reader: stateless((line) => {
    const at = line.indexOf('<---')
    if (at < 0) return undefined
    if (/^<-{8,}>$/.test(line)) return 'claimed'
    const match = ENVELOPE.exec(line)
    if (!match) return undefined
    const peer = parseEndpoint(match[3] ?? '')
    const received = match[1] === 'Received'
    return {
      time: at > 0 ? findTime(line.slice(0, at)) : undefined,
      source: received ? peer : undefined,
      destination: received ? undefined : peer,
      transport: parseTransport(match[2]),
    }
  }),
}
