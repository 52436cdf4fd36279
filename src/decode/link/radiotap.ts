import { uint16, uint32 } from '../container/integers.ts'
import { SHORT_FRAME } from './link-decoder.ts'
import { decodeWireless } from './wireless.ts'

const HEADER_BYTES = 8
/** Bits of the word that tells which fields there are: time, flags, and another such word. */
const HAS_TIME = 1
const HAS_FLAGS = 2
const HAS_MORE = 0x80000000
const TIME_BYTES = 8
/** In the flags: padding between the 802.11 header and what it carries. */
const PADDED = 0x20

/**
 * Radiotap (radiotap.org), little endian: version (1) | pad (1) | length (2) | present (4), repeated while its top bit is
 * set | fields, each aligned to its own size. Then an 802.11 frame.
 */
export function decodeRadiotap(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  const length = uint16(bytes, start + 2, true)
  if (length < HEADER_BYTES || length > end - start) return SHORT_FRAME
  return decodeWireless(bytes, start + length, end, (flagsOf(bytes, start, start + length) & PADDED) !== 0)
}

function flagsOf(bytes: Uint8Array, start: number, limit: number): number {
  const present = uint32(bytes, start + 4, true)
  if ((present & HAS_FLAGS) === 0) return 0
  let at = start + 4
  while (limit - at >= 4 && (uint32(bytes, at, true) & HAS_MORE) !== 0) at += 4
  at += 4
  if ((present & HAS_TIME) !== 0) at = start + ((at - start + 7) & ~7) + TIME_BYTES
  return at < limit ? bytes[at]! : 0
}
