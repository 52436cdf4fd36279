import type { ClockSkew } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'

/** Shorter stretches tell nothing. Chosen by us: at 10 s, 1 ppm is 10 µs. */
const SKEW_MIN_MICROS = 10_000_000
/** And half of it is enough to keep what drifts from being taken for delay. */
const DRIFT_MIN_MICROS = 5_000_000
/** A clock that is off by more is no clock of that rate. Chosen by us: crystals keep 100 ppm. */
const MAX_SKEW = 0.01
/** Corners of the envelope; more make it coarser. Chosen by us: an hour of real delays has about twenty. */
const MAX_CORNERS = 32

/**
 * The slope of delay over time along its lower envelope: packets that found all queues empty. The edge of the lower convex
 * hull over the middle of all points is the line below them that lies closest to them.
 */
export class SkewMeter {
  /** Corners from left to right, time and delay of each in µs; made at the first. */
  private corners: number[] | undefined
  private count = 0
  private points = 0
  private timeSum = -0
  private firstAt: Micros = Number.NaN
  private best: { readonly slope: number; readonly over: number } | undefined

  /** The least delay of a while, and when; in order of time. */
  add(at: Micros, delay: number): void {
    this.corners ??= []
    const { corners } = this
    if (this.points === 0) this.firstAt = at
    const time = at - this.firstAt
    let last = 2 * (this.count - 1)
    // Equal, or back: the clock of the capture was set.
    if (last >= 0 && time <= corners[last]!) return
    this.points++
    this.timeSum += time
    for (; last > 0; last -= 2) {
      const before = last - 2
      const over = corners[last]! - corners[before]!
      const rise = corners[last + 1]! - corners[before + 1]!
      if (rise * (time - corners[before]!) < (delay - corners[before + 1]!) * over) break
    }
    let next = last + 2
    if (next === 2 * MAX_CORNERS) next = thin(corners)
    corners[next] = time
    corners[next + 1] = delay
    this.count = next / 2 + 1
  }

  /** Delays have a new base from here on. */
  restart(): void {
    this.best = this.longest(SKEW_MIN_MICROS)
    this.count = 0
    this.points = 0
    this.timeSum = -0
  }

  /** µs per µs, 0 while nothing is known. */
  slope(): number {
    return this.longest(DRIFT_MIN_MICROS)?.slope ?? 0
  }

  figures(): ClockSkew | undefined {
    const best = this.longest(SKEW_MIN_MICROS)
    return best && { ppm: best.slope * 1e6, overMs: best.over / 1_000 }
  }

  private longest(least: number): { readonly slope: number; readonly over: number } | undefined {
    const { corners, count } = this
    if (corners === undefined || count < 2) return this.best
    const over = corners[2 * (count - 1)]!
    if (over < least || over <= (this.best?.over ?? 0)) return this.best
    const middle = this.timeSum / this.points
    let right = 2
    while (right < 2 * (count - 1) && corners[right]! < middle) right += 2
    const slope = (corners[right + 1]! - corners[right - 1]!) / (corners[right]! - corners[right - 2]!)
    return Math.abs(slope) > MAX_SKEW ? this.best : { slope, over }
  }
}

/** Every second corner goes, the ends stay. Returns where the next one has its place. */
function thin(corners: number[]): number {
  let next = 0
  for (let corner = 0; corner < corners.length; corner += 4, next += 2) {
    const kept = corner + 4 < corners.length ? corner : corners.length - 2
    corners[next] = corners[kept]!
    corners[next + 1] = corners[kept + 1]!
  }
  return next
}
