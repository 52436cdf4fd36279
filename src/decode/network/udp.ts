import type { Complain } from '../../model/flaw.ts'
import type { Packet } from './packet.ts'

const HEADER_BYTES = 8

/**
 * A UDP datagram (RFC 768) in the IP payload of `packet`: sets the ports and narrows the bounds to its data.
 *
 *     source port | destination port | length | checksum
 *
 * A length beyond the datagram that carries it is read as far as there are bytes and counted; so is one too short for
 * its own header. 0 stands for "longer than 65,535" on IPv6 (RFC 2675 §4) and for offload on IPv4. False when cut. The
 * checksum is not verified, for the reason given at `decodeIpv4`.
 */
export function decodeUdp(packet: Packet, complain: Complain): boolean {
  const { bytes, start } = packet
  if (packet.end - start < HEADER_BYTES) {
    complain('udp-length-invalid', 'UDP header cut', { kind: 'frame', number: packet.frame })
    return false
  }
  packet.ports = (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!
  const length = (bytes[start + 4]! << 8) | bytes[start + 5]!
  packet.start = start + HEADER_BYTES
  if (length === 0) return true
  const wireEnd = start + length
  if (length < HEADER_BYTES || wireEnd > packet.wireEnd) {
    complain('udp-length-invalid', `UDP length ${length} in ${packet.wireEnd - start} bytes`, {
      kind: 'frame',
      number: packet.frame,
    })
    return length >= HEADER_BYTES
  }
  packet.wireEnd = wireEnd
  if (wireEnd < packet.end) packet.end = wireEnd
  return true
}
