import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE = /(Received|Sending) {1,4}\[\d{1,9},(\w{2,6})\] \d{1,9} bytes (?:from|to) (\S{3,80}) (?:<{5}|>{5})\s*$/

/**
 * Genesys SIP Server: `18:30:00.001: SIPTR: Received [0,UDP] 467 bytes from 192.0.2.1:5060 <<<<<` and `18:30:00.100: Sending
 * [0,UDP] 406 bytes to 192.0.2.1:5060 >>>>>`, then the message. The address is the peer's; there is no date. (Public parsers
 * of the log, whose comments quote these lines.)
 */
export const genesys: LogFormat = {
  name: 'Genesys SIP Server',
  reader: stateless((line) => {
    const match = line.includes(' bytes ') && /[<>]{5}\s{0,9}$/.test(line.slice(-20)) ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    return directed(
      match[1] === 'Received' ? 'received' : 'sent',
      { peer: parseEndpoint(match[3] ?? '') },
      { time: findTime(line.slice(0, match.index)), transport: parseTransport(match[2]) },
    )
  }),
}
