import type { TcpConnectionRecord } from '../../model/network.ts'
import type { Packet } from '../network/packet.ts'

/** One of the two directions of a connection, by who sends: 0 is the end whose segment was seen first. */
export type Side = 0 | 1

/**
 * How a direction ended: its sender closed it, one end reset the connection, or no more of it is known (the input ended, or
 * it was let go).
 */
export type StreamEnd = 'fin' | 'rst' | 'lost'

/** Reads what a connection carries. It hears of both directions, of each in order; nothing after its end. */
export interface StreamReader {
  /** Octets that follow on those before. They are lent. */
  data(side: Side, bytes: Uint8Array, start: number, end: number): void
  /** That many octets are not in the capture; what comes next lies behind them. */
  gap(side: Side, missing: number): void
  end(side: Side, how: StreamEnd): void
  /** All is said: the last call. */
  over?(): void
}

/** A connection as its reader sees it. */
export interface Connection {
  /** Who opened it; undefined where no SYN was seen. */
  readonly opener: Side | undefined
  /** Whether the first octet of that direction is known: its SYN was seen. */
  begun(side: Side): boolean
  /**
   * A packet with the addresses of that direction, and frame and time of what was last read of it. Lent until the next
   * call.
   */
  packet(side: Side): Packet
  /** The reader knows what this is and wants all of it; it counts as followed from now on. */
  follow(): void
  /** The reader wants to hear of the ends only. */
  ignore(): void
  /** What it carries is worth knowing how it fares. */
  watch?(protocol: NonNullable<TcpConnectionRecord['protocol']>): void
  /** So many more octets are kept, or fewer where it is negative: the sum is bounded. */
  hold(octets: number): void
}
