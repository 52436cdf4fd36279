import { afterEtherType } from './ether-type.ts'
import { SHORT_FRAME } from './link-decoder.ts'
import { decodePpp } from './ppp.ts'

/** Addresses of Cisco's HDLC: to one, to all. */
const UNICAST = 0x0f
const BROADCAST = 0x8f

/** Cisco HDLC: address (1) | control (1) | EtherType (2). */
export function decodeCiscoHdlc(bytes: Uint8Array, start: number, end: number): number {
  return afterEtherType(bytes, start + 2, end)
}

/** PPP in HDLC framing, or Cisco HDLC: the first octet tells (LINKTYPE_PPP_HDLC). */
export function decodePppHdlc(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return SHORT_FRAME
  const isCisco = bytes[start] === UNICAST || bytes[start] === BROADCAST
  return isCisco ? decodeCiscoHdlc(bytes, start, end) : decodePpp(bytes, start, end)
}
