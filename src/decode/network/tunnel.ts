import { afterType, decodeMpls } from '../link/ether-type.ts'
import { decodeEthernet } from '../link/ethernet.ts'
import { isPlausibleIp } from '../link/plausible-ip.ts'
import { decodePpp } from '../link/ppp.ts'
import type { Packet } from './packet.ts'

const IP_IN_IP = 4
const IPV6 = 41
const GRE = 47
const ETHER_IP = 97
const MPLS_IN_IP = 137

/** EtherTypes of what GRE carries. */
const ETHERNET = 0x6558
const PPP = 0x880b
const ERSPAN = 0x88be
const ERSPAN_3 = 0x22eb
const GRE_SEQUENCE = 0x10
const GRE_ROUTING = 0x40

/** A tunnel with no IP in it, or none that can be read. */
export const NO_INNER_IP = -1

/** IP in IP (RFC 2003, RFC 4213), GRE (RFC 2784), EtherIP (RFC 3378), MPLS in IP (RFC 4023): sniffers and carriers ship SIP in them. */
export function isTunnel(protocol: number): boolean {
  switch (protocol) {
    case IP_IN_IP:
    case IPV6:
    case GRE:
    case ETHER_IP:
    case MPLS_IN_IP:
      return true
    default:
      return false
  }
}

/** Where the inner IP header begins in the IP payload of `packet`, or a negative number when no IP is inside. */
export function innerPacket(packet: Packet): number {
  const { bytes, start, end } = packet
  switch (packet.protocol) {
    case GRE:
      return afterGre(packet)
    case ETHER_IP:
      return end - start > 2 && bytes[start] === 0x30 ? decodeEthernet(bytes, start + 2, end) : NO_INNER_IP
    case MPLS_IN_IP:
      return decodeMpls(bytes, start, end)
    default:
      return start
  }
}

/**
 * GRE (RFC 2784, RFC 2890) and PPTP's version 1 (RFC 2637 §4.1):
 *
 *     C R K S ..... | A .... version | protocol | checksum (4) if C | key (4) if K | sequence (4) if S | ack (4) if A
 */
function afterGre({ bytes, start, end, wireEnd }: Packet): number {
  if (end - start < 4) return NO_INNER_IP
  const flags = bytes[start]!
  if ((flags & GRE_ROUTING) !== 0) return NO_INNER_IP
  const version = bytes[start + 1]! & 0x07
  const words =
    1 + (flags >> 7) + ((flags >> 5) & 1) + ((flags >> 4) & 1) + (version === 1 ? bytes[start + 1]! >> 7 : 0)
  const inner = start + 4 * words
  const type = (bytes[start + 2]! << 8) | bytes[start + 3]!
  if (inner >= end) return NO_INNER_IP
  switch (type) {
    case ETHERNET:
      return decodeEthernet(bytes, inner, end)
    case PPP:
      return decodePpp(bytes, inner, end)
    case ERSPAN:
      return decodeEthernet(bytes, (flags & GRE_SEQUENCE) === 0 ? inner : inner + ERSPAN_2_BYTES, end)
    case ERSPAN_3:
      return afterErspan3(bytes, inner, end, wireEnd)
    default:
      return afterType(bytes, type, inner, end)
  }
}

/** Type I has no header and no GRE sequence number, type II both: version 1, VLAN (2) | class, session (2) | index (4). */
const ERSPAN_2_BYTES = 8
const ERSPAN_3_BYTES = 12
/** A header of the platform's follows, as the last bit says. */
const ERSPAN_3_PLATFORM_BYTES = 8
/** In the last two octets: what the frame is, 0 Ethernet, 2 IP. */
const FRAME_TYPE_SHIFT = 2
const FRAME_IS_IP = 2

/** Type III (draft-foschiano-erspan §4.3): version 2, VLAN (2) | class, session (2) | time (4) | group (2) | flags (2). */
function afterErspan3(bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  if (end - start < ERSPAN_3_BYTES || bytes[start]! >> 4 !== 2) return NO_INNER_IP
  const isLong = (bytes[start + 11]! & 1) === 1
  const frame = start + ERSPAN_3_BYTES + (isLong ? ERSPAN_3_PLATFORM_BYTES : 0)
  const type = (bytes[start + 10]! >> FRAME_TYPE_SHIFT) & 0x1f
  if (type !== FRAME_IS_IP) return decodeEthernet(bytes, frame, end)
  return isPlausibleIp(bytes, frame, end, wireEnd) ? frame : NO_INNER_IP
}
