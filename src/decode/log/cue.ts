import { parseEndpoint, parseTransport } from './address.ts'
import { timeWithoutYear } from './dates.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'

const ENVELOPE =
  /^\d{1,9} (\d\d)\/(\d\d) (\d\d:\d\d:\d\d\.\d{1,6}) DSSP LWRE \d{1,9} (Sending|Received|Receiving) (\w{3}) packet on (\S{3,80}?) ?, (?:destination|source) (\S{3,80})\s*/

/**
 * Cisco Unity Express, `trace ccn sipstack dbug`: `4901 07/08 10:31:01.858 DSSP LWRE 0 Sending UDP packet on 192.0.2.1:32775,
 * destination 192.0.2.2:5060 ` with the start line right behind. Month and day, no year.
 */
export const cue: LogFormat = {
  name: 'Cisco Unity Express',
  reader: stateless((line) => {
    const match = line.includes(' DSSP LWRE ') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    const [whole, month = '', day = '', clock = '', way, transport, local = '', peer = ''] = match
    return directed(
      way === 'Sending' ? 'sent' : 'received',
      { local: parseEndpoint(local), peer: parseEndpoint(peer) },
      {
        time: timeWithoutYear(month, day, clock),
        transport: parseTransport(transport),
        messageAt: whole.length,
      },
    )
  }),
}
