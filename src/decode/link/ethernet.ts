import { afterEtherType } from './ether-type.ts'

/** IEEE 802.3: destination (6) | source (6) | EtherType (2). An LLC length in place of the type is no IP. */
export function decodeEthernet(bytes: Uint8Array, start: number, end: number): number {
  return afterEtherType(bytes, start + 12, end)
}
