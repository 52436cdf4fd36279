import { uint32 } from '../container/integers.ts'
import { SHORT_FRAME } from './link-decoder.ts'
import { decodeWireless } from './wireless.ts'

const HEADER_BYTES = 8
/** The AVS header begins so, in network order; both link types are met with either header. */
const AVS_MAGIC = 0x80211000

/** Prism and AVS headers in front of an 802.11 frame: message code or magic (4) | length of the header (4) | fields. */
export function decodePrism(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  const isAvs = (uint32(bytes, start, false) & 0xfffffff0) >>> 0 === AVS_MAGIC
  // A Prism header is in the byte order of the machine that captured; it has some hundred bytes.
  const length = isAvs ? uint32(bytes, start + 4, false) : Math.min(...bothOrders(bytes, start + 4))
  return length < HEADER_BYTES || length > end - start ? SHORT_FRAME : decodeWireless(bytes, start + length, end)
}

const bothOrders = (bytes: Uint8Array, at: number): [number, number] => [
  uint32(bytes, at, true),
  uint32(bytes, at, false),
]
