import { type LadderLine, mistake, type Words } from './ladder-lines.ts'
import { udptl } from './media-writer.ts'

/** A packet of a drawn line, so long after its time. */
interface Sent {
  readonly afterUs: number
  readonly bytes: Uint8Array
}

const DIGITS = '0123456789*#ABCD'
const PACKET_MS = 20

/**
 * Telephone events of RFC 4733, a packet each 20 ms: `DIGITS [every MS] [lasting MS] [ends N] [volume DB] [payload N] [ssrc N]
 * [seq N] [clock HZ] [still] [moving]`. `every` is from begin to begin; `still`: the duration does not grow; `moving`: each packet has
 * a timestamp of its own.
 */
export function toneEvents(line: LadderLine, words: Words, ssrc: number): Sent[] {
  const digits = words.next('the digits')
  const said: Record<string, number> = {
    every: 300,
    lasting: 100,
    ends: 3,
    volume: 10,
    payload: 101,
    ssrc,
    seq: 5000,
    clock: 8000,
  }
  const flags = new Set<string>()
  while (words.peek() !== undefined) {
    const name = words.next('')
    if (name === 'still' || name === 'moving') flags.add(name)
    else if (name in said) said[name] = words.number(name)
    else throw mistake(line, `"${name}" is not one of ${Object.keys(said).join(', ')}, still, moving`)
  }
  const { every = 0, lasting = 0, ends = 0, clock = 0 } = said
  const sent: Sent[] = []
  for (const [place, digit] of [...digits].entries()) {
    const event = DIGITS.indexOf(digit)
    if (event < 0) throw mistake(line, `"${digit}" is no digit`)
    const steps = Math.max(1, Math.ceil(lasting / PACKET_MS))
    for (let i = 0; i < steps - 1 + Math.max(1, ends); i++) {
      const isEnd = ends > 0 && i >= steps - 1
      const ms = flags.has('still') ? PACKET_MS : Math.min(lasting, (i + 1) * PACKET_MS)
      const stamp = 1000 + (place * every + (flags.has('moving') ? i * PACKET_MS : 0)) * (clock / 1000)
      const bytes = Buffer.alloc(16)
      bytes.set([0x80, said.payload! | (i === 0 ? 0x80 : 0)])
      bytes.writeUInt16BE((said.seq! + sent.length) & 0xffff, 2)
      bytes.writeUInt32BE(stamp, 4)
      bytes.writeUInt32BE(said.ssrc! >>> 0, 8)
      bytes.set([event, (isEnd ? 0x80 : 0) | said.volume!], 12)
      bytes.writeUInt16BE(ms * (clock / 1000), 14)
      sent.push({
        afterUs: Math.round((place * every + Math.min(i, steps - 1) * PACKET_MS) * 1000) + sent.length,
        bytes,
      })
    }
  }
  return sent
}

/** UDPTL of T.38, a packet each 40 ms: `N [lost N] [redundancy N]`; lost packets are spread evenly and not sent. */
export function faxPackets(line: LadderLine, words: Words): Sent[] {
  const packets = words.number('the number of packets')
  const said: Record<string, number> = { lost: 0, redundancy: 0 }
  while (words.peek() !== undefined) {
    const name = words.next('')
    if (!(name in said)) throw mistake(line, `"${name}" is not lost or redundancy`)
    said[name] = words.number(name)
  }
  const { lost = 0, redundancy = 0 } = said
  const missing = new Set(Array.from({ length: lost }, (_, i) => 1 + Math.floor(((i + 0.5) * (packets - 2)) / lost)))
  // v21-data in HDLC frames (T.38 §7.3): any will do.
  const primary = Uint8Array.of(0xc0, 0x01, 0x80, 0x00, 0x00, 0xff)
  const earlier = Array.from({ length: redundancy }, () => primary)
  return Array.from({ length: packets }, (_, i) => ({
    afterUs: i * 40_000,
    bytes: udptl(i, primary, ...earlier),
  })).filter((_, i) => !missing.has(i))
}
