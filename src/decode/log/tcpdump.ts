import { parseDotted } from './address.ts'
import type { EnvelopeReader, LogEnvelope, LogFormat } from './envelope.ts'
import { epochTime, findTime } from './time.ts'

const ENVELOPE =
  /^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}|\d\d:\d\d:\d\d\.\d{1,9})|(\d{9,10}\.\d{1,9})) (?:\S{1,20} (?:In|Out|B|M|P) {1,2})?IP6? (\S{1,200}) > (\S{1,200}): (.*)$/

/**
 * `tcpdump -A`: `12:34:56.789012 IP 192.0.2.1.5060 > 192.0.2.2.5060: SIP: INVITE ...`, then the packet as text: the start
 * line follows right after the dots and letters of its IP and UDP headers.
 */
export const tcpdump: LogFormat = { name: 'tcpdump -A', reader }

function reader(): EnvelopeReader {
  let packetFollows = false
  return {
    read(line) {
      const match = line.includes(' > ') && line.includes(' IP') ? ENVELOPE.exec(line) : null
      if (match) {
        packetFollows = true
        return envelopeOf(match)
      }
      const first = packetFollows
      packetFollows = false
      // 0x45 and 0x60, the usual first bytes of IPv4 and IPv6, print as these.
      return first && /^[E`]/.test(line) && !line.includes('SIP/2.0') ? 'claimed' : undefined
    },
  }
}

function envelopeOf(match: RegExpExecArray): LogEnvelope {
  return {
    time: match[1] === undefined ? epochTime(match[2] ?? '') : findTime(match[1]),
    source: parseDotted(match[3] ?? ''),
    destination: parseDotted(match[4] ?? ''),
    transport: match[5]?.startsWith('Flags [') ? 'TCP' : 'UDP',
    packetBytes: true,
  }
}
