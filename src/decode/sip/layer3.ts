import type { Transport } from '../../model/endpoint.ts'
import type { Packet } from '../network/packet.ts'

// What the IP header of a message's packet says that tells one sending from another, in one small integer: messages are
// many, and hardly anybody asks.

/** Nothing is known. */
export const NO_LAYER3 = 0
const NO_ID = 0x1_0000
const TTL_SHIFT = 17

/** TTL and identification of the packet; the latter only where it is the message's own, which a segment of TCP's is not. */
export function layer3Of({ ttl, ipId }: Packet, transport: Transport): number {
  // Below -1 an agent told of the packet, whose own header is not the message's.
  if (ttl === 0 || ipId < -1) return NO_LAYER3
  return (ttl << TTL_SHIFT) | (ipId < 0 || transport !== 'UDP' ? NO_ID : ipId)
}

export const ttlOf = (layer3: number): number | undefined => (layer3 === NO_LAYER3 ? undefined : layer3 >>> TTL_SHIFT)

export function ipIdOf(layer3: number): number | undefined {
  const known = layer3 !== NO_LAYER3 && (layer3 & NO_ID) === 0
  return known ? layer3 & 0xffff : undefined
}
