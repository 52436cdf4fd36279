import { MAX_FRAME_BYTES } from './frame.ts'
import { uint16, uint32 } from './integers.ts'
import {
  BYTE_ORDER_MAGIC,
  BYTE_ORDER_MAGIC_SWAPPED,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  OBSOLETE_PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
} from './pcapng-blocks.ts'

/** Bytes that tell whether a block is a likely one. */
export const LIKELY_BYTES = 28
/** A section header's type begins and ends with it. */
const SECTION_OCTET = 0x0a
/** Options of a packet, an interface or its statistics are comments and counters. Chosen by us. */
const MAX_OPTIONS_BYTES = 65_536

/** Where between `start` and `end` a block is likely to begin, -1 where none is. */
export function findBlock(
  bytes: Uint8Array,
  start: number,
  end: number,
  littleEndian: boolean,
  interfaces: number,
): number {
  const last = end - LIKELY_BYTES
  for (let at = start; at <= last; at++) {
    // The lowest octet of the type rules out nearly all.
    const low = bytes[littleEndian ? at : at + 3]!
    if (low === 0 || (low > ENHANCED_PACKET && low !== SECTION_OCTET)) continue
    if (isLikelyBlock(bytes, at, littleEndian, interfaces)) return at
  }
  return -1
}

/**
 * Whether a block is likely to begin at `at`: a known type, a length of a multiple of four that its own fields bear out,
 * and one of the `interfaces` known. Some 60 bits must fit, so that bytes of a packet are not taken for one.
 */
function isLikelyBlock(bytes: Uint8Array, at: number, littleEndian: boolean, interfaces: number): boolean {
  const type = uint32(bytes, at, littleEndian)
  if (type === SECTION_HEADER) {
    const order = uint32(bytes, at + 8, true)
    return order === BYTE_ORDER_MAGIC || order === BYTE_ORDER_MAGIC_SWAPPED
  }
  if (type === 0 || type > ENHANCED_PACKET) return false
  const length = uint32(bytes, at + 4, littleEndian)
  if ((length & 3) !== 0) return false
  const word = (offset: number): number => uint32(bytes, at + offset, littleEndian)
  const half = (offset: number): number => uint16(bytes, at + offset, littleEndian)
  switch (type) {
    case ENHANCED_PACKET:
      return word(8) < interfaces && isPacket(length, word(20), word(24))
    case OBSOLETE_PACKET:
      return half(8) < interfaces && isPacket(length, word(20), word(24))
    case SIMPLE_PACKET:
      return (
        interfaces > 0 && length <= 16 + MAX_FRAME_BYTES && length - 16 <= word(8) + 3 && word(8) <= MAX_FRAME_BYTES
      )
    case INTERFACE_DESCRIPTION:
      return length >= 20 && length <= MAX_OPTIONS_BYTES && half(10) === 0
    case INTERFACE_STATISTICS:
      return length >= 24 && length <= MAX_OPTIONS_BYTES && word(8) < interfaces
    default:
      return false
  }
}

const isPacket = (length: number, captured: number, original: number): boolean =>
  captured <= original && original <= MAX_FRAME_BYTES && isPacketLength(length, captured)

/** True where an Enhanced or old Packet Block of that many captured bytes may be of this length. */
export function isPacketLength(length: number, captured: number): boolean {
  const filled = 32 + captured + (-captured & 3)
  return length >= filled && length <= filled + MAX_OPTIONS_BYTES
}
