import type { Complain } from '../../model/flaw.ts'
import type { Packet } from './packet.ts'

const MIN_HEADER_BYTES = 20

/** Flag bits of a TCP header (RFC 9293 §3.1). */
export const TCP_FIN = 0x01
export const TCP_SYN = 0x02
export const TCP_RST = 0x04
export const TCP_ACK = 0x10

/** What a TCP header says beyond the ports. Overwritten by the next. */
export class TcpHeader {
  /** Sequence number of the first data byte, unsigned. */
  sequence = 0
  /** The next sequence number the sender waits for; 0 without the ACK flag. */
  acknowledgement = 0
  flags = 0
  /** As written: without the scale that the SYN agreed on (RFC 7323 §2). */
  window = 0
}

/**
 * A TCP segment (RFC 9293 §3.1) in the IP payload of `packet`: sets the ports, narrows the bounds to its data and fills
 * `header`. False, and `tcp-header-invalid`, when the header is cut or its length impossible.
 */
export function decodeTcp(packet: Packet, header: TcpHeader, complain: Complain): boolean {
  const { bytes, start } = packet
  const available = packet.end - start
  const headerBytes = available < MIN_HEADER_BYTES ? 0 : (bytes[start + 12]! >> 4) << 2
  if (headerBytes < MIN_HEADER_BYTES || headerBytes > available) {
    complain('tcp-header-invalid', `TCP header length ${headerBytes} in ${available} bytes`, {
      kind: 'frame',
      number: packet.frame,
    })
    return false
  }
  packet.ports = (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!
  header.sequence = word(bytes, start + 4)
  header.flags = bytes[start + 13]!
  header.window = (bytes[start + 14]! << 8) | bytes[start + 15]!
  header.acknowledgement = (header.flags & TCP_ACK) === 0 ? 0 : word(bytes, start + 8)
  // A SYN takes a number of its own before the data (RFC 9293 §3.4).
  if ((header.flags & TCP_SYN) !== 0) header.sequence = (header.sequence + 1) >>> 0
  packet.start = start + headerBytes
  return true
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
