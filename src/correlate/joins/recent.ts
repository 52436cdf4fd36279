import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import type { Leg } from './leg.ts'

/** A B2BUA calls on within this time after it was called. Chosen by us. */
export const NEAR_US = 2 * MICROS_PER_SECOND

/** Legs looked at under one key: where more fit, none can be chosen. Chosen by us. */
const PER_KEY = 8
/** Keys at a time: legs of two seconds, with a few keys each. Chosen by us. */
const MAX_KEYS = 50_000

interface Sighting {
  readonly leg: Leg
  at: Micros | undefined
}

/** Which legs showed a value within the last two seconds, by hash. Without times: ever, as long as they go on. */
export interface Recent {
  put(hash: number, leg: Leg, at: Micros | undefined): void
  /** Other legs that are not over, the earliest first. */
  near(hash: number, leg: Leg, at: Micros | undefined): readonly Leg[]
  sweep(now: Micros): void
}

interface Row {
  readonly seen: Sighting[]
  latest: Micros | undefined
}

const NOBODY: readonly Leg[] = []

export function createRecent(): Recent {
  const rows = new Map<number, Row>()
  return {
    put(hash, leg, at) {
      const row = rows.get(hash)
      if (!row) {
        rows.set(hash, { seen: [{ leg, at }], latest: at })
        if (rows.size > MAX_KEYS) rows.delete(rows.keys().next().value!)
        return
      }
      // The order of the map is that of the latest sightings.
      rows.delete(hash)
      rows.set(hash, row)
      row.latest = at ?? row.latest
      const known = row.seen.find((one) => one.leg === leg)
      if (known) {
        known.at = at
        return
      }
      row.seen.push({ leg, at })
      if (row.seen.length <= PER_KEY) return
      const stale = row.seen.findIndex((one) => !isNear(one.at, at) || one.leg.ended)
      row.seen.splice(Math.max(stale, 0), 1)
    },
    near(hash, leg, at) {
      const row = rows.get(hash)
      if (!row) return NOBODY
      let found: Leg[] | undefined
      for (const one of row.seen) {
        if (one.leg === leg || one.leg.ended || one.leg.state === 'settled' || !isNear(one.at, at)) continue
        if (found) found.push(one.leg)
        else found = [one.leg]
      }
      return found ?? NOBODY
    },
    sweep(now) {
      for (const [hash, { latest }] of rows) {
        if (latest === undefined || Math.abs(now - latest) <= NEAR_US) return
        rows.delete(hash)
      }
    },
  }
}

const isNear = (before: Micros | undefined, now: Micros | undefined): boolean =>
  before === undefined || now === undefined || (now >= before && now - before <= NEAR_US)
