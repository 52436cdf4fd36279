import { afterEtherType } from './ether-type.ts'

/** Linux cooked capture: packet type (2) | ARPHRD (2) | address length (2) | address (8) | EtherType (2). */
export function decodeLinuxSll(bytes: Uint8Array, start: number, end: number): number {
  return afterEtherType(bytes, start + 14, end)
}
