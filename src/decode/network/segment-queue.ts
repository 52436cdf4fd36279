import type { Micros } from '../../model/time.ts'
import type { Packet } from './packet.ts'

/** A segment that came before its turn, as a copy. */
export interface EarlySegment {
  readonly sequence: number
  readonly bytes: Uint8Array
  /** With what the snap length cut off. */
  readonly wireLength: number
  readonly frame: number
  readonly at: Micros
}

/** Segments of one direction that wait for one before them, by sequence number, none overlapping another. */
export interface SegmentQueue {
  /** Keeps what `packet` has from `start` on, beginning with that sequence number. Of octets held already the first stand. */
  add(sequence: number, packet: Packet, start: number): void
  /** Takes out the segment that begins there. */
  take(sequence: number): EarlySegment | undefined
  /** Sequence number of the first; undefined when there is none. */
  first(): number | undefined
  isEmpty(): boolean
  size(): number
  /** Held in all. */
  octets(): number
}

/** `differs` hears of octets that came twice with different contents. */
export function createSegmentQueue(differs: (octets: number) => void): SegmentQueue {
  const held: EarlySegment[] = []
  let octets = 0

  const put = (index: number, sequence: number, packet: Packet, start: number, wireEnd: number): void => {
    const bytes = packet.bytes.slice(start, Math.max(start, Math.min(packet.end, wireEnd)))
    octets += bytes.length
    held.splice(index, 0, { sequence, bytes, wireLength: wireEnd - start, frame: packet.frame, at: packet.at })
  }

  return {
    add(sequence, packet, start) {
      const wireEnd = Math.max(packet.wireEnd, packet.end)
      // Where the next octet not yet dealt with stands in the packet.
      let at = start
      let index = held.length
      while (index > 0 && distance(sequence, held[index - 1]!.sequence) >= 0) index--
      // The one before may reach into it.
      if (index > 0) index--
      for (; index < held.length && at < wireEnd; index++) {
        const one = held[index]!
        const from = start + distance(sequence, one.sequence)
        const to = from + one.wireLength
        if (to <= at) continue
        if (from >= wireEnd) break
        if (from > at) {
          put(index, (sequence + at - start) >>> 0, packet, at, from)
          index++
          at = from
        }
        const differing = countDiffering(one.bytes, at - from, packet, at, Math.min(to, wireEnd))
        if (differing > 0) differs(differing)
        at = Math.min(to, wireEnd)
      }
      if (at < wireEnd) put(index, (sequence + at - start) >>> 0, packet, at, wireEnd)
    },
    take(sequence) {
      const [one] = held
      if (one === undefined || one.sequence !== sequence) return undefined
      held.shift()
      octets -= one.bytes.length
      return one
    },
    first: () => held[0]?.sequence,
    isEmpty: () => held.length === 0,
    size: () => held.length,
    octets: () => octets,
  }
}

/** How far `to` lies behind `from`; half the sequence space tells earlier from later (RFC 9293 §3.4). */
const distance = (from: number, to: number): number => (to - from) | 0

function countDiffering(held: Uint8Array, at: number, packet: Packet, start: number, end: number): number {
  let count = 0
  const last = Math.min(end, packet.end)
  for (let i = start, j = at; i < last && j < held.length; i++, j++) if (held[j] !== packet.bytes[i]) count++
  return count
}
