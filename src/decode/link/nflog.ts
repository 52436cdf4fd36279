import { uint16 } from '../container/integers.ts'
import { NOT_IP, SHORT_FRAME } from './link-decoder.ts'

const HEADER_BYTES = 4
const AF_INET = 2
const AF_INET6 = 10
const PAYLOAD = 9
/** Linux writes fewer than twenty kinds of attributes. */
const MAX_ATTRIBUTES = 64

/**
 * Log of the Linux packet filter (LINKTYPE_NFLOG): family (1) | version 0 (1) | resource (2), then attributes of length (2),
 * type (2) and value, filled up to 32 bits and in the byte order of the machine that captured; the payload is one of them.
 */
export function decodeNflog(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  if ((bytes[start] !== AF_INET && bytes[start] !== AF_INET6) || bytes[start + 1] !== 0) return NOT_IP
  const found = payloadAt(bytes, start + HEADER_BYTES, end, true)
  return found === NOT_IP ? payloadAt(bytes, start + HEADER_BYTES, end, false) : found
}

function payloadAt(bytes: Uint8Array, start: number, end: number, littleEndian: boolean): number {
  let at = start
  for (let attributes = 0; attributes < MAX_ATTRIBUTES && end - at >= 4; attributes++) {
    const length = uint16(bytes, at, littleEndian)
    if (length < 4) return NOT_IP
    if (uint16(bytes, at + 2, littleEndian) === PAYLOAD) return at + 4 < end ? at + 4 : SHORT_FRAME
    at += length + (-length & 3)
  }
  return NOT_IP
}
