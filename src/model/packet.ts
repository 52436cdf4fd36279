import type { Endpoint, Transport } from './endpoint.ts'
import type { Origin } from './origin.ts'
import type { StatedOutcome } from './stated.ts'
import type { Micros } from './time.ts'

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
  /** The line verbatim, at most 1,000 characters; of a longer one the part that says something. */
  readonly text: string
  readonly transport?: Transport
  /** How a call or a registration ended, where the line says so. */
  readonly outcome?: StatedOutcome
}
