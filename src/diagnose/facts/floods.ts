import { quantileOf } from '../../model/quantile.ts'
import type { Attempt } from '../attempt-log.ts'
import { FLOOD_MIN_REQUESTS, FLOOD_RATIO, FLOOD_USUAL_US } from '../thresholds/security.ts'
import { busiest } from './sources.ts'

const SECOND_US = 1_000_000
/** The pace of a source is compared by stretches so long: a minute holds many of them. Chosen by us. */
const STRETCH_US = 10_000_000

export interface Flood {
  /** Most within one second. */
  readonly perSecond: number
  readonly attempts: readonly Attempt[]
}

/**
 * Attempts of one method and source, in order of time, that come faster than `perSecond`, or of 300 and more within some ten
 * seconds at ten times what is usual for it: the median over at least five minutes. Undefined when they do not.
 */
export function floodOf(attempts: readonly Attempt[], perSecond: number): Flood | undefined {
  const second = busiest(attempts, SECOND_US)
  const found = (one: { readonly from: number; readonly to: number }): Flood => ({
    perSecond: second.count,
    attempts: attempts.slice(one.from, one.to + 1),
  })
  if (second.count > perSecond) return found(second)
  const stretch = busiest(attempts, STRETCH_US)
  if (stretch.count < FLOOD_MIN_REQUESTS) return undefined
  const usual = usualOf(attempts)
  return usual !== undefined && stretch.count > FLOOD_RATIO * usual ? found(stretch) : undefined
}

/** The median of stretches, of those in which it sent nothing as well; undefined below five minutes. */
function usualOf(attempts: readonly Attempt[]): number | undefined {
  const begin = attempts[0]!.at!
  const span = attempts.at(-1)!.at! - begin
  if (span < FLOOD_USUAL_US) return undefined
  const counts = new Map<number, number>()
  for (const { at } of attempts) {
    const index = Math.floor((at! - begin) / STRETCH_US)
    counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  const stretches = Math.floor(span / STRETCH_US) + 1
  // A source that mostly pauses has no usual rate; one request in a stretch is the least there is.
  if (2 * counts.size <= stretches) return 1
  return quantileOf(
    Array.from({ length: stretches }, (_, index) => counts.get(index) ?? 0),
    0.5,
  )
}
