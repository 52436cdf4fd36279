import type { Micros } from './time.ts'

/**
 * How calls and requests fared between two hosts, or towards one from everywhere. An attempt is an initial INVITE on that
 * hop; the rounds of a challenge are one attempt. Shares are in percent of the attempts whose end was seen, undefined without.
 */
export interface PeerRecord {
  /** Its place in the list, from 1. */
  readonly number: number
  /** `pair`: from one host to another. `destination`: from everywhere to one. */
  readonly kind: 'pair' | 'destination'
  /** Address; undefined for a destination, and for the hosts beyond the cap of the table, which are counted together. */
  readonly from: string | undefined
  readonly to: string
  readonly attempts: number
  /** Attempts that got a 2xx, and those that were going on when the input ended. */
  readonly answered: number
  readonly undecided: number
  /** Answered of attempts (ITU-T E.411, E.425 answer-seizure ratio). */
  readonly asrPercent: number | undefined
  /** Answered, busy, no answer after ringing and rejected by the callee, of attempts (ITU-T E.425). */
  readonly nerPercent: number | undefined
  /** 2xx of attempts less those that ended in 3xx, 401, 402 or 407 (RFC 6076 §4.6). */
  readonly serPercent: number | undefined
  /** The same with 480, 486, 600 and 603 counted as effective (RFC 6076 §4.7). */
  readonly seerPercent: number | undefined
  /** 408, 500, 503, 504 and no answer at all, of attempts (RFC 6076 §4.8). */
  readonly isaPercent: number | undefined
  /** Answered and ended by an answered BYE, of attempts (RFC 6076 §4.9). */
  readonly scrPercent: number | undefined
  /** Average duration of the answered calls whose end was seen. */
  readonly averageCallMs: number | undefined
  /** Most attempts within one second of the clock, and when. */
  readonly cpsPeak: { readonly value: number; readonly at: Micros } | undefined
  /** Most attempts going on at one time, ringing included. */
  readonly concurrentPeak: { readonly value: number; readonly at: Micros } | undefined
  /** Requests of any method, ACK aside; how many of their sendings were repetitions, in percent. */
  readonly requests: number
  readonly retransmissionPercent: number | undefined
  /** INVITE to its first provisional, 100 included, and to its first final that is no challenge. */
  readonly inviteProvisionalMs: Percentiles | undefined
  readonly inviteFinalMs: Percentiles | undefined
  /** OPTIONS to its final response: the round trip with the time the other side took. */
  readonly optionsMs: Percentiles | undefined
  readonly registerMs: Percentiles | undefined
  /** Final responses by method and status, the most frequent first, at most 50. Status 0: none came. */
  readonly finals: readonly { readonly method: string; readonly status: number; readonly count: number }[]
}

/** Milliseconds; percentiles from a histogram, at most 5 % off, exact at both ends. */
export interface Percentiles {
  readonly count: number
  readonly min: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}
