import { afterEtherType, NOT_IP, SHORT_FRAME } from './ether-type.ts'

const HEADER_BYTES = 20

/**
 * Linux cooked capture, version 2: EtherType (2) | reserved (2) | interface (4) | ARPHRD (2) | packet type (1) |
 * address length (1) | address (8). The type stands first, so what it names begins after the whole header.
 */
export function decodeLinuxSll2(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  const type = (bytes[start]! << 8) | bytes[start + 1]!
  if (type === 0x0800 || type === 0x86dd) return start + HEADER_BYTES
  // A tag: its other two bytes and the inner type follow the header.
  if (type === 0x8100 || type === 0x88a8) return afterEtherType(bytes, start + HEADER_BYTES + 2, end)
  return NOT_IP
}
