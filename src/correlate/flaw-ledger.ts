import type { Complain, Flaw, FlawKind } from '../model/flaw.ts'
import type { Origin } from '../model/origin.ts'

/** Longest example that is kept, in characters. */
const EXAMPLE_MAX = 200

/** Counts what was wrong with an input; of each kind the first example is kept. */
export interface FlawLedger {
  readonly complain: Complain
  /** In order of first appearance. */
  flaws(): readonly Flaw[]
}

export function createFlawLedger(): FlawLedger {
  const entries = new Map<FlawKind, { count: number; example: string | undefined; where: Origin | undefined }>()
  return {
    complain(kind, example, where, times = 1) {
      const entry = entries.get(kind)
      if (!entry) entries.set(kind, { count: times, example: example?.slice(0, EXAMPLE_MAX), where })
      else {
        entry.count += times
        if (entry.example === undefined && example !== undefined) {
          entry.example = example.slice(0, EXAMPLE_MAX)
          entry.where = where
        }
      }
    },
    flaws: () => [...entries].map(([kind, entry]) => ({ kind, ...entry })),
  }
}
