import { decodeEthernet } from '../link/ethernet.ts'
import type { Packet } from './packet.ts'

const IP_IN_IP = 4
const IPV6 = 41
const GRE = 47
const ETHERNET = 0x6558
const PPP = 0x880b

/** IP in IP (RFC 2003, RFC 4213) and GRE (RFC 2784): sniffers and carriers ship SIP in them. */
export const isTunnel = (protocol: number): boolean => protocol === IP_IN_IP || protocol === IPV6 || protocol === GRE

/** Where the inner IP header begins in the IP payload of `packet`, or a negative number when no IP is inside. */
export function innerPacket(packet: Packet): number {
  return packet.protocol === GRE ? afterGre(packet.bytes, packet.start, packet.end) : packet.start
}

/**
 * GRE (RFC 2784, RFC 2890) and PPTP's version 1 (RFC 2637 §4.1):
 *
 *     C . K S ..... | A .... version | protocol | checksum (4) if C | key (4) if K | sequence (4) if S | ack (4) if A
 */
function afterGre(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 4) return -1
  const flags = bytes[start]!
  const version = bytes[start + 1]! & 0x07
  const words =
    1 + (flags >> 7) + ((flags >> 5) & 1) + ((flags >> 4) & 1) + (version === 1 ? bytes[start + 1]! >> 7 : 0)
  const inner = start + 4 * words
  const type = (bytes[start + 2]! << 8) | bytes[start + 3]!
  if (inner >= end) return -1
  if (type === 0x0800 || type === 0x86dd) return inner
  if (type === ETHERNET) return decodeEthernet(bytes, inner, end)
  return type === PPP ? afterPpp(bytes, inner, end) : -1
}

/** PPP (RFC 1661 §2, RFC 1662 §3.1): address and control may be left out, and so may the zero before a protocol. */
function afterPpp(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  if (end - at >= 2 && bytes[at] === 0xff && bytes[at + 1] === 0x03) at += 2
  if (at < end && bytes[at] === 0) at++
  return at < end && (bytes[at] === 0x21 || bytes[at] === 0x57) ? at + 1 : -1
}
