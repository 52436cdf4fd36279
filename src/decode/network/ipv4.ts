import type { Complain } from '../../model/flaw.ts'
import type { Packet } from './packet.ts'

const MIN_HEADER_BYTES = 20
const AUTHENTICATION = 51

/**
 * An IPv4 header (RFC 791 §3.1) at `start`; sets addresses, payload bounds and the fragment fields of `packet`.
 *
 *     version, IHL | DSCP, ECN | total length | identification | flags, fragment offset
 *     TTL | protocol | checksum | source | destination | options
 *
 * The checksum is not verified: cards that compute it themselves leave it unset in captures of what a host sends. A total
 * length of 0 is what segmentation offload leaves; then the frame's own end counts. False when it is no IPv4 header.
 */
export function decodeIpv4(packet: Packet, bytes: Uint8Array, start: number, end: number, complain: Complain): boolean {
  if (end - start < MIN_HEADER_BYTES) return invalid(complain, packet, 'IPv4 header cut')
  const headerBytes = (bytes[start]! & 0x0f) << 2
  if (headerBytes < MIN_HEADER_BYTES || headerBytes > end - start) {
    return invalid(complain, packet, `IPv4 header length ${headerBytes}`)
  }
  const totalBytes = (bytes[start + 2]! << 8) | bytes[start + 3]!
  if (totalBytes !== 0 && totalBytes < headerBytes) return invalid(complain, packet, `IPv4 total length ${totalBytes}`)
  const wireEnd = totalBytes === 0 ? end : start + totalBytes
  const fragment = (bytes[start + 6]! << 8) | bytes[start + 7]!
  if (packet.bytes !== bytes) packet.bytes = bytes
  packet.start = start + headerBytes
  packet.end = Math.min(wireEnd, end)
  packet.wireEnd = wireEnd
  packet.dscp = bytes[start + 1]! >> 2
  packet.ipId = (bytes[start + 4]! << 8) | bytes[start + 5]!
  packet.fragmentId = packet.ipId
  packet.moreFragments = (fragment & 0x2000) !== 0
  packet.fragmentOffset = (fragment & 0x1fff) << 3
  packet.ttl = bytes[start + 8]!
  packet.protocol = bytes[start + 9]!
  const addresses = packet.addresses
  if (packet.version !== 4) {
    packet.version = 4
    addresses.fill(0)
    addresses[2] = 0xffff
    addresses[6] = 0xffff
  }
  addresses[3] = word(bytes, start + 12)
  addresses[7] = word(bytes, start + 16)
  return packet.protocol !== AUTHENTICATION || skipAuthentication(packet, complain)
}

/** What the header of RFC 4302 §2 protects is sent in the clear: next protocol (1) | length in words, less two (1) | ... */
function skipAuthentication(packet: Packet, complain: Complain): boolean {
  const { bytes, start, end } = packet
  if (packet.fragmentOffset !== 0) return true
  const length = end - start < 2 ? 0 : (bytes[start + 1]! + 2) << 2
  if (length === 0 || length > end - start)
    return invalid(complain, packet, `IPsec authentication header of ${length} bytes`)
  packet.protocol = bytes[start]!
  packet.start = start + length
  return true
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}

function invalid(complain: Complain, packet: Packet, why: string): false {
  complain('ip-header-invalid', why, { kind: 'frame', number: packet.frame })
  return false
}
