import type { Endpoint } from '../../model/endpoint.ts'
import type { Micros } from '../../model/time.ts'

/**
 * One transport payload, overwritten by the next: the network layers fill it in and nobody keeps it. Addresses stay packed
 * (see `address.ts`) until a message or a stream wants to spell them.
 */
export class Packet {
  /** Frame number of the frame that completed it. */
  frame = 0
  /** NaN before the first: a field that begins as a small integer is boxed anew at every store. */
  at: Micros = Number.NaN
  bytes: Uint8Array = new Uint8Array(0)
  /** Payload bounds within `bytes`: of IP first, then of UDP or TCP. */
  start = 0
  end = 0
  /** Where the payload would end had nothing been cut; larger than `end` in a capture with a short snap length. */
  wireEnd = 0
  /** Source in words 0..3, destination in 4..7; IPv4 as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2). */
  readonly addresses = new Int32Array(8)
  version: 4 | 6 = 4
  /** IANA protocol number of the payload: 17 UDP, 6 TCP, 1 ICMP, 58 ICMPv6. */
  protocol = 0
  /** IPv4 identification, -1 on IPv6. */
  ipId = -1
  dscp = 0
  ttl = 0
  /** Fragment offset in bytes, and whether more follow; 0 and false for a whole datagram. */
  fragmentOffset = 0
  moreFragments = false
  fragmentId = 0
  /** Source port in the upper, destination port in the lower 16 bits; signed. */
  ports = 0
  /** Where it was captured: the interface, or below 0 the capture agent that told of it; see `SipMessage.capturePoint`. */
  point = 0
  /** It came out of what a TURN client and its server exchange (RFC 8656). */
  relayed = false
  /** That server, where a peer has taken its place in `addresses` and `ports`. */
  relay: Endpoint | undefined = undefined

  constructor() {
    this.addresses[2] = 0xffff
    this.addresses[6] = 0xffff
  }
}

export const sourcePort = (packet: Packet): number => packet.ports >>> 16
export const destinationPort = (packet: Packet): number => packet.ports & 0xffff
