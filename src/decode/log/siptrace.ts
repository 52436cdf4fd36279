import { endpoint, parseTransport } from './address.ts'
import { directed, type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

/** A rule after the prefix that stands before every line. */
const RULE = /\s-{60,}\s*$/
const ENVELOPE =
  /(?:^|[\s.])(recv|send) \d{1,9} bytes(?: (?:from|to) (\w{2,6})\/\[([^\]\s]{1,100})\](?::(\d{1,5}))?)?(?: at (\d\d:\d\d:\d\d(?:\.\d{1,9})?))?:?/

/**
 * FreeSWITCH `sofia global siptrace on` and everything else on the same stack, drachtio, jambonz and Flexisip among them:
 * `recv 1024 bytes from udp/[192.0.2.1]:5060 at 12:34:56.789012:`, then a line of dashes, the message and more dashes. On the
 * console all of it is indented by three blanks. The address is the peer's. drachtio puts a dated time before and no dashes.
 * Port, address and time may each be missing; a UUID or a Call-ID may stand before every line.
 */
export const siptrace: LogFormat = {
  name: 'FreeSWITCH siptrace',
  reader: stateless((line) => {
    if (line.endsWith('-----') && RULE.test(line.slice(-100))) return 'claimed'
    if (!line.includes(' bytes')) return undefined
    const match = ENVELOPE.exec(line.length > 400 ? line.slice(0, 400) : line)
    // Without address and time it is a sentence like any other, unless it stands alone.
    if (!match || (match[3] === undefined && match[5] === undefined && match[0].trim() !== line.trim()))
      return undefined
    const [, way, transport, address, port, clock] = match
    const prefix = line.slice(0, match.index)
    return directed(
      way === 'recv' ? 'received' : 'sent',
      { peer: address === undefined ? undefined : endpoint(address, port) },
      {
        time: /\d{4}-\d\d-\d\d/.test(prefix) ? findTime(prefix) : findTime(clock ?? prefix),
        transport: parseTransport(transport),
      },
    )
  }),
}
