import { afterEtherType } from './ether-type.ts'

/** IEEE 802.3: destination (6) | source (6) | EtherType (2), or a length there and LLC behind it. */
export function decodeEthernet(bytes: Uint8Array, start: number, end: number): number {
  return afterEtherType(bytes, start + 12, end)
}
