import type { Endpoint, Transport } from './endpoint.ts'
import type { Origin } from './origin.ts'
import type { Micros } from './time.ts'

/**
 * One transport payload out of a capture. `bytes` is a view into a buffer that is reused: who keeps something, copies it.
 * Addresses are packed for the hot path and spelled out on demand.
 */
export interface Datagram {
  readonly frame: number
  readonly at: Micros
  readonly transport: 'UDP' | 'TCP'
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly bytes: Uint8Array
  /** IPv4 identification, to tell SPAN duplicates from retransmissions; undefined on IPv6. */
  readonly ipId: number | undefined
  readonly dscp: number
  readonly ttl: number
}

/** An ICMP or ICMPv6 error with the flow it quotes. */
export interface IcmpError {
  readonly frame: number
  readonly at: Micros
  readonly from: string
  readonly type: number
  readonly code: number
  readonly version: 4 | 6
  /** The quoted packet's addresses and ports, as that packet was sent. */
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
}

/** A line of a log that is no SIP message but tells of one: a TLS or registration failure, a hang-up cause. */
export interface LogEvent {
  readonly at: Micros | undefined
  readonly origin: Origin
  readonly topic: 'tls' | 'registration' | 'transport' | 'other'
  /** The line verbatim, at most 1,000 characters. */
  readonly text: string
  readonly transport?: Transport
}
