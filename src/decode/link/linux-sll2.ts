import { afterType } from './ether-type.ts'
import { SHORT_FRAME } from './link-decoder.ts'

const HEADER_BYTES = 20

/**
 * Linux cooked capture, version 2: EtherType (2) | reserved (2) | interface (4) | ARPHRD (2) | packet type (1) |
 * address length (1) | address (8). The type stands first, so what it names begins after the whole header.
 */
export function decodeLinuxSll2(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  return afterType(bytes, (bytes[start]! << 8) | bytes[start + 1]!, start + HEADER_BYTES, end)
}
