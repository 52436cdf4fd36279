import type { Complain } from '../../model/flaw.ts'
import type { Packet } from './packet.ts'

const HEADER_BYTES = 40
/** RFC 8200 §4.1 has each at most once or twice; more is an attack on the reader. */
const MAX_EXTENSION_HEADERS = 8

const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION_OPTIONS = 60
const MOBILITY = 135
const HOST_IDENTITY = 139
const SHIM6 = 140

/**
 * An IPv6 header (RFC 8200 §3) and its extension headers at `start`; sets addresses, payload bounds and the fragment
 * fields of `packet`. False when it is no IPv6 header. A payload length of 0 is what segmentation offload leaves.
 *
 *     version, class, flow (4) | payload length | next header, hop limit | source (16) | destination (16)
 */
export function decodeIpv6(packet: Packet, bytes: Uint8Array, start: number, end: number, complain: Complain): boolean {
  if (end - start < HEADER_BYTES) return invalid(complain, packet, 'IPv6 header cut')
  const payloadBytes = (bytes[start + 4]! << 8) | bytes[start + 5]!
  const wireEnd = payloadBytes === 0 ? end : start + HEADER_BYTES + payloadBytes
  if (packet.bytes !== bytes) packet.bytes = bytes
  packet.version = 6
  packet.end = Math.min(wireEnd, end)
  packet.wireEnd = wireEnd
  packet.dscp = ((bytes[start]! & 0x0f) << 2) | (bytes[start + 1]! >> 6)
  packet.ipId = -1
  packet.ttl = bytes[start + 7]!
  packet.fragmentOffset = 0
  packet.moreFragments = false
  for (let i = 0; i < 8; i++) packet.addresses[i] = word(bytes, start + 8 + 4 * i)
  return skipExtensions(packet, start + HEADER_BYTES, bytes[start + 6]!, complain)
}

/** Walks the chain of extension headers up to the transport's, or to a fragment's payload. */
function skipExtensions(packet: Packet, start: number, first: number, complain: Complain): boolean {
  const { bytes, end } = packet
  let at = start
  let next = first
  for (let headers = 0; isExtension(next); headers++) {
    if (headers === MAX_EXTENSION_HEADERS) return invalid(complain, packet, 'IPv6 extension headers without end')
    if (end - at < 8) return invalid(complain, packet, 'IPv6 extension header cut')
    const length =
      next === FRAGMENT ? 8 : next === AUTHENTICATION ? (bytes[at + 1]! + 2) << 2 : (bytes[at + 1]! + 1) << 3
    if (length > end - at) return invalid(complain, packet, `IPv6 extension header of ${length} bytes`)
    if (next === FRAGMENT) {
      const offset = (bytes[at + 2]! << 8) | bytes[at + 3]!
      packet.fragmentOffset = offset & 0xfff8
      packet.moreFragments = (offset & 1) !== 0
      packet.fragmentId = word(bytes, at + 4)
    }
    next = bytes[at]!
    at += length
    // What follows in a later fragment is the middle of a payload, no header.
    if (packet.fragmentOffset !== 0) break
  }
  packet.start = at
  packet.protocol = next
  return true
}

function isExtension(next: number): boolean {
  switch (next) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case AUTHENTICATION:
    case DESTINATION_OPTIONS:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
      return true
    default:
      return false
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}

function invalid(complain: Complain, packet: Packet, why: string): false {
  complain('ip-header-invalid', why, { kind: 'frame', number: packet.frame })
  return false
}
