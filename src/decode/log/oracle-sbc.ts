import { parseEndpoint } from './address.ts'
import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE = /^(\S.{0,24}?) On (?:\[\d{1,5}:\d{1,5}\])?(\S{3,60}) (received from|sent to) (\S{3,60})\s*$/
const STATE = /^\S.{0,60} (?:OPENED|CLOSED|STARTED|STOPPED)\s*$/
/** The message above as its network-address translation saw it: not on any wire. */
const COPY = /^(?:Pre-NAT to|Post-NAT from) private<realm=.{0,100}> (?:decode|encoded):\s*$/
/** Lines of a copy before it is taken for over. Chosen by us, as no line of dashes may follow where a log was cut. */
const MAX_COPY_LINES = 500

/**
 * Oracle (Acme Packet) SBC, sipmsg.log: `Jun  8 14:34:49.416 On [6:0]192.0.2.1:5060 received from 192.0.2.2:5060` or `sent to`,
 * the message, a line of 40 dashes. Both addresses are told, port and VLAN in brackets; there is no year, and from `tail` only
 * minutes. Other protocols share the file. (acme_file_reader.lua of Wireshark's wiki quotes these lines.)
 */
export const oracleSbc: LogFormat = { name: 'Oracle SBC sipmsg.log', reader }

function reader(): EnvelopeReader {
  let copy = 0
  return {
    read(line) {
      if (line.startsWith('-----')) copy = 0
      const match = line.includes(' On ') ? ENVELOPE.exec(line) : null
      if (match) {
        copy = 0
        const [, stamp = '', local = '', way, peer = ''] = match
        return directed(
          way === 'received from' ? 'received' : 'sent',
          { local: parseEndpoint(local), peer: parseEndpoint(peer) },
          { time: findTime(stamp), transport: undefined },
        )
      }
      if (line.startsWith('P') && COPY.test(line)) {
        copy = MAX_COPY_LINES
        return 'claimed'
      }
      if (copy > 0) {
        copy--
        return 'skipped'
      }
      return line.trimEnd().endsWith('ED') && STATE.test(line) ? 'claimed' : undefined
    },
  }
}
