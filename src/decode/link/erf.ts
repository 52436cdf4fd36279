import { uint16 } from '../container/integers.ts'
import { decodePppHdlc } from './cisco-hdlc.ts'
import { decodeEthernet } from './ethernet.ts'
import { NOT_IP, SHORT_FRAME } from './link-decoder.ts'

const HEADER_BYTES = 16
const EXTENSION_BYTES = 8
const HAS_EXTENSION = 0x80
/** Offset and pad in front of an Ethernet frame. */
const ETHERNET_PAD_BYTES = 2
const MAX_EXTENSIONS = 16

/** Record types: POS with HDLC, Ethernet in four colours, IPv4 and IPv6. */
const HDLC_TYPES: ReadonlySet<number> = new Set([1, 10])
const ETHERNET_TYPES: ReadonlySet<number> = new Set([2, 11, 16, 20])
const IP_TYPES: ReadonlySet<number> = new Set([22, 23])

/**
 * Endace's extensible record format (LINKTYPE_ERF): time (8) | type (1) | flags (1) | record length (2) | loss (2) |
 * length on the wire (2), extension headers of 8 bytes while their first bit says so, then the frame.
 */
export function decodeErf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  if (uint16(bytes, start + 10, false) < HEADER_BYTES) return SHORT_FRAME
  let at = start + HEADER_BYTES
  let next = bytes[start + 8]!
  for (let extensions = 0; (next & HAS_EXTENSION) !== 0; extensions++) {
    if (end - at < EXTENSION_BYTES || extensions === MAX_EXTENSIONS) return SHORT_FRAME
    next = bytes[at]!
    at += EXTENSION_BYTES
  }
  const type = bytes[start + 8]! & ~HAS_EXTENSION
  if (ETHERNET_TYPES.has(type)) return decodeEthernet(bytes, at + ETHERNET_PAD_BYTES, end)
  if (HDLC_TYPES.has(type)) return decodePppHdlc(bytes, at, end)
  if (!IP_TYPES.has(type)) return NOT_IP
  return at < end ? at : SHORT_FRAME
}
