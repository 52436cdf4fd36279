import type { Micros } from './time.ts'

/** Two places of capture in one input that saw the same messages: merged captures, two agents, the logs of two programs. */
export interface CapturePair {
  /** `interface 0`, `capture agent 2001`, `log of 10.0.0.5`, `near 10.0.0.5`; `first` and `second` where nothing tells them apart. */
  readonly points: readonly [string, string]
  /** Messages that both saw, each counted once. */
  readonly messages: number
  /** Clock of the second minus that of the first, by the medians of both directions; undefined without times. */
  readonly clockDifferenceUs: Micros | undefined
  /**
   * From one to the other and back, halved: the clock difference is exact where both ways take as long, and off by at most so
   * much. Undefined where messages of one direction only were seen at both: then the way itself counts as clock difference.
   */
  readonly delayUs: Micros | undefined
}
