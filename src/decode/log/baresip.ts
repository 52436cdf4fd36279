import type { Direction } from '../../model/message.ts'
import { parseEndpoint, parseTransport } from './address.ts'
import type { EnvelopeReader, LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const HEAD = /^(\d\d:\d\d:\d\d\.\d{3})(?:#|\|(TX|RX))\s*$/
const ENVELOPE = /^(?:(TX|RX) )?(UDP|TCP|TLS|WSS?) (\S{3,100}:\d{1,5}) -> (\S{3,100}:\d{1,5})\s*$/

/**
 * `baresip -s`: a line `#`, in newer versions with the time before it, then `UDP 192.0.2.1:5060 -> 203.0.113.2:5060` and the
 * message, all of it coloured. Programs on libre's trace handler write `TX` or `RX` besides. (Version 1.0 run here; the
 * newer forms from baresip's `uag.c` and go-baresip.)
 */
export const baresip: LogFormat = { name: 'baresip', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  let direction: Direction | undefined
  return {
    read(line) {
      const head = line.length < 40 && line.charCodeAt(2) === 58 /* : */ ? HEAD.exec(line) : null
      if (head) {
        time = findTime(head[1] ?? '')
        direction = directionOf(head[2])
        return 'claimed'
      }
      const match = line.includes(' -> ') ? ENVELOPE.exec(line) : null
      if (!match) return undefined
      const envelope = {
        time,
        source: parseEndpoint(match[3] ?? ''),
        destination: parseEndpoint(match[4] ?? ''),
        transport: parseTransport(match[2]),
        direction: directionOf(match[1]) ?? direction,
      }
      time = undefined
      direction = undefined
      return envelope
    },
  }
}

const directionOf = (mark: string | undefined): Direction | undefined =>
  mark === undefined ? undefined : mark === 'TX' ? 'sent' : 'received'
