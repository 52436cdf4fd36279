import { parseEndpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { epochTime } from './time.ts'

const ENVELOPE = /^(\d{9,10})\.(\d{1,6}) ([A-Z0-9]{1,10})\/SIP (\S{3,60}) -> (\S{3,60})\s*$/
/** What else the tool prints under a time: its own log, management commands, queries. */
const OTHER =
  /^\d{9,10}\.\d{1,6} [A-Z0-9]{1,10}\/(?:UNKNOWN|XMPP|SDP|RTP|RTCP JSON|LOG|MI|REST|NET|CONTROL|\d{1,3})\s*$/

/**
 * `opensips-cli -x trace`: `1776364200.123 UDP/SIP 192.0.2.1:5060 -> 203.0.113.2:5080`, then the message. The part after the
 * dot is the count of microseconds, not a decimal fraction: the tool pads nothing (opensipscli/modules/trace.py). TLS is
 * told as TCP. `TCP/LOG` and the like head something that is no SIP.
 */
export const opensipsTrace: LogFormat = {
  name: 'opensips-cli trace',
  reader: stateless((line) => {
    const first = line.charCodeAt(0)
    if (first < 48 || first > 57 || !line.includes('/')) return undefined
    const match = ENVELOPE.exec(line)
    if (!match) return OTHER.test(line) ? 'claimed' : undefined
    const [, seconds = '', micros = '', transport, source = '', destination = ''] = match
    return {
      time: epochTime(`${seconds}.${micros.padStart(6, '0')}`),
      source: parseEndpoint(source),
      destination: parseEndpoint(destination),
      transport: parseTransport(transport),
    }
  }),
}
