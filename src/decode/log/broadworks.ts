import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const HEAD = /^\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d:\d{3} [A-Z]{3,5} \| /
const ENVELOPE = /^\s{0,20}(udp|tcp|tls) \d{1,9} Bytes (IN|OUT) (?:from|to) (\S{3,80})\s*$/i

/**
 * BroadWorks XSLog and NSLog: `2026.04.16 18:30:00:001 EST | Info | SipMedia | ...`, then `udp 1234 Bytes IN from
 * 192.0.2.1:5060` or `udp 1234 Bytes OUT to 192.0.2.1:5060` and the message. The address is the peer's; the time stands in the
 * first line only. (bwxslogtool reads the same.)
 */
export const broadworks: LogFormat = { name: 'BroadWorks', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  return {
    read(line) {
      if (line.charCodeAt(4) === 46 /* . */ && HEAD.test(line)) {
        time = findTime(line)
        return line.includes('| SipMedia |') ? 'claimed' : undefined
      }
      const match = line.includes(' Bytes ') ? ENVELOPE.exec(line) : null
      if (!match) return undefined
      return directed(
        match[2]?.toUpperCase() === 'IN' ? 'received' : 'sent',
        { peer: parseEndpoint(match[3] ?? '') },
        { time, transport: parseTransport(match[1]) },
      )
    },
  }
}
