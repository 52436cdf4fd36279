import { ifpName } from './ifp.ts'

const MIN_BYTES = 5
/** Redundant packets or parity entries of one datagram; senders use up to seven or so. Chosen by us. */
const MAX_ENTRIES = 32

/** What a UDPTL header says. Overwritten by the next. */
export class UdptlHeader {
  sequence = 0
  /** Bounds of the primary IFP packet, and its name. */
  primaryStart = 0
  primaryEnd = 0
  primary = ''
  /** Earlier IFPs, or parity entries: one of them is 0. */
  redundancy = 0
  fec = 0
  /** Bounds of the first earlier IFP, which was the primary of the packet before; equal without one. */
  previousStart = 0
  previousEnd = 0
}

/**
 * A UDPTL packet (ITU-T T.38 §9.1) that fills the bytes from `start` to `end` exactly, with an IFP that the standard knows.
 * Lengths of 128 and more take two bytes, the first with its top bit set; fragmented ones (16 KiB) do not fit a datagram.
 *
 *     sequence number | length, primary IFP | 0x00, count, length and IFP each             (redundancy)
 *                                           | 0x80, 1, span, count, length and parity each (FEC)
 */
export function decodeUdptl(header: UdptlHeader, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MIN_BYTES) return false
  const primaryStart = afterLength(bytes, start + 2)
  const primaryEnd = primaryStart + lengthAt(bytes, start + 2)
  if (primaryEnd >= end) return false
  const primary = ifpName(bytes, primaryStart, primaryEnd)
  if (primary === undefined) return false
  header.sequence = (bytes[start]! << 8) | bytes[start + 1]!
  header.primaryStart = primaryStart
  header.primaryEnd = primaryEnd
  header.primary = primary
  header.redundancy = 0
  header.fec = 0
  header.previousStart = 0
  header.previousEnd = 0
  switch (bytes[primaryEnd]) {
    case 0x00:
      return earlierPackets(header, bytes, primaryEnd + 1, end)
    case 0x80:
      return parity(header, bytes, primaryEnd + 1, end)
    default:
      return false
  }
}

function earlierPackets(header: UdptlHeader, bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end) return false
  const count = bytes[start]!
  if (count > MAX_ENTRIES) return false
  if (count > 0) {
    header.previousStart = afterLength(bytes, start + 1)
    header.previousEnd = header.previousStart + lengthAt(bytes, start + 1)
  }
  header.redundancy = count
  return entriesEnd(bytes, start + 1, end, count) === end
}

function parity(header: UdptlHeader, bytes: Uint8Array, start: number, end: number): boolean {
  // The span is an INTEGER: one byte long, and small.
  if (end - start < 3 || bytes[start] !== 1) return false
  const count = bytes[start + 2]!
  if (count === 0 || count > MAX_ENTRIES) return false
  header.fec = count
  return entriesEnd(bytes, start + 3, end, count) === end
}

/** Where `count` entries of a length and so many bytes end; beyond `end` when they do not fit. */
function entriesEnd(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = start
  for (let entry = 0; entry < count; entry++) {
    if (at >= end) return end + 1
    at = afterLength(bytes, at) + lengthAt(bytes, at)
  }
  return at
}

const afterLength = (bytes: Uint8Array, at: number): number => at + ((bytes[at] ?? 0) < 0x80 ? 1 : 2)

/** Beyond any datagram for a fragmented length. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return first
  return first < 0xc0 ? ((first & 0x3f) << 8) | (bytes[at + 1] ?? 0) : 0xffffff
}
