import type { Packet } from './packet.ts'

/** Twice the same bytes on one flow within this time, with one IP identification, is one packet seen twice. */
export const DUPLICATE_MICROS = 5_000
/** In place of an IP identification: the packet is what an agent wrote of one that may be in the capture itself. */
export const HEP_COPY = -2
/** In place of an IP identification: it came over TCP, which has told its own copies apart. */
export const STREAMED = -3
/** Agents tell of a message once it has been handled, and by a clock of their own. Chosen by us, well below T1. */
const HEP_MICROS = 250_000
/** A power of two. */
const REMEMBERED = 64
const MAX_REMEMBERED_BYTES = 16_384

interface Remembered {
  ports: number
  source: number
  destination: number
  ipId: number
  length: number
  bytes: Uint8Array
}

/**
 * Recognises what a mirror port or an `any` interface delivers twice, and what a capture agent tells again. A sender that
 * repeats itself does so after T1 = 500 ms at the earliest (RFC 3261 §17.1.1.1), so within 5 ms the same bytes are the same
 * packet. The function tells whether the payload of `packet` is such a copy, and remembers it when not.
 */
export function createDuplicateFilter(): (packet: Packet) => boolean {
  const ring: Remembered[] = []
  /** Of each in `ring`: when, and a number that equal packets share. Most are told apart by these alone. */
  const times = new Float64Array(REMEMBERED).fill(Number.NEGATIVE_INFINITY)
  const marks = new Int32Array(REMEMBERED)
  let newest = -1
  /** How far back a copy may be: further once agents have been heard. */
  let window = DUPLICATE_MICROS

  const isCopy = (packet: Packet, length: number, mark: number): boolean => {
    const { at } = packet
    for (let back = 0; back < REMEMBERED; back++) {
      const slot = (newest - back) & (REMEMBERED - 1)
      const gap = at - times[slot]!
      if (gap > window || gap < -window) return false
      if (marks[slot] === mark && isSame(ring[slot]!, gap, packet, length)) return true
    }
    return false
  }

  return (packet) => {
    const length = packet.end - packet.start
    if (length > MAX_REMEMBERED_BYTES || packet.ipId === STREAMED) return false
    if (packet.ipId === HEP_COPY) window = HEP_MICROS
    const mark = (Math.imul(packet.ports, 31) + length) ^ packet.addresses[3]! ^ Math.imul(packet.addresses[7]!, 7)
    if (isCopy(packet, length, mark)) return true
    newest = (newest + 1) & (REMEMBERED - 1)
    let slot = ring[newest]
    if (slot === undefined) {
      slot = { ports: 0, source: 0, destination: 0, ipId: 0, length: 0, bytes: new Uint8Array(2_048) }
      ring[newest] = slot
    }
    if (length > slot.bytes.length) slot.bytes = new Uint8Array(MAX_REMEMBERED_BYTES)
    slot.bytes.set(packet.bytes.subarray(packet.start, packet.end))
    times[newest] = packet.at
    marks[newest] = mark
    slot.ports = packet.ports
    slot.source = packet.addresses[3]!
    slot.destination = packet.addresses[7]!
    slot.ipId = packet.ipId
    slot.length = length
    return false
  }
}

const isSame = (earlier: Remembered, gap: number, packet: Packet, length: number): boolean =>
  earlier.length === length &&
  earlier.ports === packet.ports &&
  earlier.source === packet.addresses[3] &&
  earlier.destination === packet.addresses[7] &&
  isSamePacket(earlier, gap, packet) &&
  sameBytes(earlier.bytes, packet)

/** One identification, or one of the two told by an agent; two agents on one way tell of the same packet too. */
function isSamePacket(earlier: Remembered, gap: number, packet: Packet): boolean {
  if (earlier.ipId === HEP_COPY || packet.ipId === HEP_COPY) return true
  return earlier.ipId === packet.ipId && Math.abs(gap) <= DUPLICATE_MICROS
}

function sameBytes(bytes: Uint8Array, packet: Packet): boolean {
  const { start, end } = packet
  for (let i = start; i < end; i++) if (bytes[i - start] !== packet.bytes[i]) return false
  return true
}
