import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /^(Sent to|Received from) (udp|tcp|tls):(\S{3,100}?) (?:on \S{1,40} )?at (\S.{7,38}?)(?: \(\d{1,9} bytes\))?:?\s*$/

/**
 * The SIP trace page of Snom telephones: `Sent to udp:192.0.2.1:5060 at Oct 2 01:15:53.729 (442 bytes):`, an empty line, the
 * message. The address is the peer's. (A trace line of a snom370, firmware 8.7.5, quoted in a public test.)
 */
export const snom: LogFormat = {
  name: 'Snom SIP trace',
  reader: stateless((line) => {
    const match = line.startsWith('Sent to ') || line.startsWith('Received from ') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    return directed(
      match[1] === 'Sent to' ? 'sent' : 'received',
      { peer: parseEndpoint(match[3] ?? '') },
      { time: findTime(match[4] ?? ''), transport: parseTransport(match[2]) },
    )
  }),
}
