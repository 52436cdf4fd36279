import { NOT_IP, SHORT_FRAME } from './link-decoder.ts'

const IPV4 = 0x21
const IPV6 = 0x57

/**
 * PPP (RFC 1661 §2, RFC 1662 §3.1): address and control (ff 03) may be left out, and so may the zero before a protocol.
 */
export function decodePpp(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  if (end - at >= 2 && bytes[at] === 0xff && bytes[at + 1] === 0x03) at += 2
  if (at < end && bytes[at] === 0) at++
  if (at >= end) return SHORT_FRAME
  return bytes[at] === IPV4 || bytes[at] === IPV6 ? at + 1 : NOT_IP
}

/** A PPPoE session header (RFC 2516 §4): version, type | code | session (2) | length (2), then PPP. */
export function decodePppoe(bytes: Uint8Array, start: number, end: number): number {
  return end - start < 8 ? SHORT_FRAME : decodePpp(bytes, start + 6, end)
}

/** LINKTYPE_PPP_PPPD: the direction stands in place of the address. */
export function decodePppd(bytes: Uint8Array, start: number, end: number): number {
  return decodePpp(bytes, start + 2, end)
}

/** PPP behind one octet that tells the direction. */
export function decodeDirectedPpp(bytes: Uint8Array, start: number, end: number): number {
  return decodePpp(bytes, start + 1, end)
}
