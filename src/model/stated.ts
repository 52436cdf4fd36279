/**
 * How a call or a registration ended, as a line of prose or of a log states it: no message, so a weaker proof than one. At least
 * one of `status` and `causeQ850` is there.
 */
export interface StatedOutcome {
  readonly of: 'call' | 'registration'
  /** A final response of 400 or more, 401 and 407 left out; a timeout counts as 408 (RFC 3261 §8.1.3.1). */
  readonly status: number | undefined
  /** The words beside it; empty where there are none. */
  readonly reason: string
  /** ITU-T Q.850, other than a normal end of the call (16, 31). */
  readonly causeQ850: number | undefined
}
