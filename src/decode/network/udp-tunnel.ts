import { uint16 } from '../container/integers.ts'
import { decodeEthernet } from '../link/ethernet.ts'
import { LINK_TYPES } from '../link/link-types.ts'
import { isPlausibleIp } from '../link/plausible-ip.ts'
import { decodePpp } from '../link/ppp.ts'
import type { Packet } from './packet.ts'
import { NO_INNER_IP } from './tunnel.ts'

/** The payload is no tunnel's. */
export const NO_TUNNEL = -2
/** It is of a tunnel whose header contradicts itself. */
export const BROKEN_TUNNEL = -3

/** Registered ports; 8472 is what Linux used for VXLAN before there was one. */
export const VXLAN_PORT = 4789
const VXLAN_LINUX = 8472
const VXLAN_GPE = 4790
const GENEVE = 6081
const GTP_U = 2152
const L2TP = 1701
const TZSP = 37_008

const HEADER_BYTES = 8

/**
 * Where the inner IP header begins in a UDP payload that is a tunnel's, `NO_INNER_IP` where the tunnel carries something
 * else, or one of the answers above. The port alone proves nothing: header and contents must fit. Only VXLAN's payload may begin
 * with the top bit set, as RTP does.
 */
export function innerOfUdp(packet: Packet): number {
  const destination = packet.ports & 0xffff
  switch (destination) {
    case VXLAN_PORT:
    case VXLAN_LINUX:
      return afterVxlan(packet)
    case VXLAN_GPE:
      return afterVxlanGpe(packet)
    case GENEVE:
      return afterGeneve(packet)
    case TZSP:
      return afterTzsp(packet)
    case GTP_U:
      return afterGtp(packet)
    case L2TP:
      return afterL2tp(packet)
  }
  const source = packet.ports >>> 16
  if (source === GTP_U) return afterGtp(packet)
  return source === L2TP ? afterL2tp(packet) : NO_TUNNEL
}

const known = (inner: number): number => (inner < 0 ? NO_INNER_IP : inner)

/** VXLAN (RFC 7348 §5): flags with I set (1) | reserved (3) | network (3) | reserved (1), then Ethernet. */
function afterVxlan({ bytes, start, end, wireEnd }: Packet): number {
  if (end - start < HEADER_BYTES || (bytes[start]! & 0x08) === 0) return NO_TUNNEL
  const inner = decodeEthernet(bytes, start + HEADER_BYTES, end)
  const reserved =
    (bytes[start]! & ~0x08) | bytes[start + 1]! | bytes[start + 2]! | bytes[start + 3]! | bytes[start + 7]!
  if (reserved === 0) return known(inner)
  // Group policy and others use the reserved bits.
  return inner >= 0 && isPlausibleIp(bytes, inner, end, wireEnd) ? inner : NO_TUNNEL
}

/** VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe §3.1): flags: version, I, P, B, O (1) | reserved (2) | next protocol (1) | network (3) | reserved (1). */
function afterVxlanGpe({ bytes, start, end, wireEnd }: Packet): number {
  if (end - start < HEADER_BYTES || (bytes[start]! & 0xf0) !== 0 || bytes[start + 1] !== 0 || bytes[start + 2] !== 0) {
    return NO_TUNNEL
  }
  const at = start + HEADER_BYTES
  const next = bytes[start + 3]!
  const inner = next === 1 || next === 2 ? at : next === 3 ? decodeEthernet(bytes, at, end) : NO_TUNNEL
  return inner >= 0 && isPlausibleIp(bytes, inner, end, wireEnd) ? inner : NO_TUNNEL
}

/** GENEVE (RFC 8926 §3.4): version, length of options in words (1) | O, C (1) | EtherType (2) | network (3) | reserved (1) | options. */
function afterGeneve({ bytes, start, end }: Packet): number {
  if (
    end - start < HEADER_BYTES ||
    bytes[start]! >> 6 !== 0 ||
    (bytes[start + 1]! & 0x3f) !== 0 ||
    bytes[start + 7] !== 0
  ) {
    return NO_TUNNEL
  }
  const at = start + HEADER_BYTES + 4 * (bytes[start]! & 0x3f)
  const type = uint16(bytes, start + 2, false)
  if (type !== 0x6558 && type !== 0x0800 && type !== 0x86dd) return NO_TUNNEL
  if (at >= end) return BROKEN_TUNNEL
  if (type === 0x6558) return known(decodeEthernet(bytes, at, end))
  return bytes[at]! >> 4 === (type === 0x0800 ? 4 : 6) ? at : BROKEN_TUNNEL
}

/** Of GTP's message types the one with a user's packet in it. */
const GTP_PACKET = 0xff

/**
 * GTP-U (3GPP TS 29.281 §5.1): version 1, E, S, PN (1) | type (1) | length of all behind these 8 octets (2) | tunnel (4), and
 * where E, S or PN is set: sequence (2) | N-PDU (1) | next extension (1). An extension: its length in words (1) | ... | next (1).
 */
function afterGtp({ bytes, start, end, wireEnd }: Packet): number {
  if (end - start < HEADER_BYTES || bytes[start]! >> 4 !== 3 || bytes[start + 1] !== GTP_PACKET) return NO_TUNNEL
  if (uint16(bytes, start + 2, false) !== wireEnd - start - HEADER_BYTES) return BROKEN_TUNNEL
  let at = start + HEADER_BYTES
  if ((bytes[start]! & 0x07) !== 0) {
    if (end - at < 4) return BROKEN_TUNNEL
    let next = (bytes[start]! & 0x04) === 0 ? 0 : bytes[at + 3]!
    at += 4
    while (next !== 0) {
      const length = at < end ? 4 * bytes[at]! : 0
      if (length === 0 || length > end - at) return BROKEN_TUNNEL
      at += length
      next = bytes[at - 1]!
    }
  }
  if (at >= end) return NO_INNER_IP
  const version = bytes[at]! >> 4
  if (version === 4 || version === 6) return at
  // A session may carry Ethernet instead.
  const inner = decodeEthernet(bytes, at, end)
  return inner >= 0 && isPlausibleIp(bytes, inner, end, wireEnd) ? inner : NO_INNER_IP
}

/**
 * A data message of L2TP (RFC 2661 §3.1): T 0, L, S, O, P, version 2 (2) | length if L (2) | tunnel, session (4) | numbers if
 * S (4) | size and padding if O | PPP.
 */
function afterL2tp({ bytes, start, end, wireEnd }: Packet): number {
  if (end - start < HEADER_BYTES) return NO_TUNNEL
  const flags = uint16(bytes, start, false)
  if ((flags & 0xb4ff) !== 0x0002) return NO_TUNNEL
  let at = start + 2
  if ((flags & 0x4000) !== 0) {
    if (uint16(bytes, at, false) !== wireEnd - start) return NO_TUNNEL
    at += 2
  }
  at += 4
  if ((flags & 0x0800) !== 0) at += 4
  if ((flags & 0x0200) !== 0) at = end - at < 2 ? end : at + 2 + uint16(bytes, at, false)
  if (at >= end) return NO_TUNNEL
  const inner = decodePpp(bytes, at, end)
  return inner >= 0 && isPlausibleIp(bytes, inner, end, wireEnd) ? inner : NO_TUNNEL
}

/** What TZSP calls the frames it carries, as link types. */
const TZSP_LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [4, 9],
  [7, 101],
  [18, 105],
  [119, 119],
  [127, 163],
])
const TZSP_PADDING = 0
const TZSP_END = 1
/** Sniffers write a dozen kinds of tags. */
const MAX_TZSP_TAGS = 64

/**
 * TZSP, as MikroTik and wireless sniffers send it: version 1 (1) | type 0, a received frame (1) | what is carried (2) | tags of
 * type (1), length (1) and value, but padding 0 and end 1 of one octet | the frame.
 */
function afterTzsp({ bytes, start, end }: Packet): number {
  if (end - start < 5 || bytes[start] !== 1 || bytes[start + 1] !== 0) return NO_TUNNEL
  const link = LINK_TYPES.get(TZSP_LINK_TYPES.get(uint16(bytes, start + 2, false)) ?? -1)
  if (link === undefined) return NO_TUNNEL
  let at = start + 4
  for (let tags = 0; tags < MAX_TZSP_TAGS && at < end; tags++) {
    const tag = bytes[at]!
    if (tag === TZSP_END) return known(link(bytes, at + 1, end))
    at += tag === TZSP_PADDING ? 1 : 2 + (at + 1 < end ? bytes[at + 1]! : end - at)
  }
  return BROKEN_TUNNEL
}
