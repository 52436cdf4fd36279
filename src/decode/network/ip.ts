import type { Complain } from '../../model/flaw.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'
import type { Packet } from './packet.ts'

/** An IP header of either version, told apart by its first four bits. False when it is neither or broken. */
export function decodeIp(packet: Packet, bytes: Uint8Array, start: number, end: number, complain: Complain): boolean {
  const version = start < end ? bytes[start]! >> 4 : 0
  if (version === 4) return decodeIpv4(packet, bytes, start, end, complain)
  if (version === 6) return decodeIpv6(packet, bytes, start, end, complain)
  complain('ip-header-invalid', `IP version ${version}`, { kind: 'frame', number: packet.frame })
  return false
}
