import type { Packet } from './packet.ts'
import { VXLAN_PORT } from './udp-tunnel.ts'

const UDP = 17
const ETHERNET_BYTES = 14
const IPV4_BYTES = 20
/** Where the payload begins: Ethernet, IPv4 without options, UDP. */
const PAYLOAD = 42
/** And the least there is of it (RFC 3550 §5.1, §6.1). */
const LEAST_BYTES = 8

/**
 * A whole UDP datagram in IPv4 without options in Ethernet, with a payload that begins as RTP or RTCP: what nearly all frames of
 * a capture of media are. Sets what the layers one by one would (`decodeIpv4`, `decodeUdp`), in a quarter of their time. False
 * for everything else, and for all that is odd: then nothing is set, and each layer looks for itself.
 */
export function decodePlainRtp(packet: Packet, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < PAYLOAD + LEAST_BYTES) return false
  if (bytes[start + 12] !== 0x08 || bytes[start + 13] !== 0x00 || bytes[start + 14] !== 0x45) return false
  if (bytes[start + 23] !== UDP || (bytes[start + PAYLOAD]! & 0xc0) !== 0x80) return false
  // No fragment: neither an offset nor more to follow.
  if (((bytes[start + 20]! & 0x3f) | bytes[start + 21]!) !== 0) return false
  const total = (bytes[start + 16]! << 8) | bytes[start + 17]!
  const udp = (bytes[start + 38]! << 8) | bytes[start + 39]!
  const wireEnd = start + ETHERNET_BYTES + total
  if (udp !== total - IPV4_BYTES || wireEnd > end || wireEnd < start + PAYLOAD + LEAST_BYTES) return false
  const ports = word(bytes, start + 34)
  if ((ports & 0xffff) === VXLAN_PORT) return false
  if (packet.bytes !== bytes) packet.bytes = bytes
  packet.start = start + PAYLOAD
  packet.end = wireEnd
  packet.wireEnd = wireEnd
  packet.dscp = bytes[start + 15]! >> 2
  packet.ipId = (bytes[start + 18]! << 8) | bytes[start + 19]!
  packet.fragmentId = packet.ipId
  packet.moreFragments = false
  packet.fragmentOffset = 0
  packet.ttl = bytes[start + 22]!
  packet.protocol = UDP
  packet.ports = ports
  const { addresses } = packet
  if (packet.version !== 4) {
    packet.version = 4
    addresses.fill(0)
    addresses[2] = 0xffff
    addresses[6] = 0xffff
  }
  addresses[3] = word(bytes, start + 26)
  addresses[7] = word(bytes, start + 30)
  return true
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
