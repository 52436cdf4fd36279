import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'

type Peak = { readonly value: number; readonly at: Micros }

/** When attempts began and ended: `begins[n]` to `ends[n]`, in any order. */
export interface Spans {
  readonly begins: readonly Micros[]
  readonly ends: readonly Micros[]
}

/** Most of them begun within one second of the clock, and the second; the first of equals. Undefined of none. */
export function ratePeak({ begins }: Spans): Peak | undefined {
  const perSecond = new Map<number, number>()
  for (const at of begins) {
    const second = Math.floor(at / MICROS_PER_SECOND)
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
  }
  let peak: Peak | undefined
  for (const [second, value] of perSecond) {
    const at = second * MICROS_PER_SECOND
    if (!peak || value > peak.value || (value === peak.value && at < peak.at)) peak = { value, at }
  }
  return peak
}

/** Most of them going on at one time, and since when; one that ends as another begins is over. Undefined of none. */
export function overlapPeak({ begins, ends }: Spans): Peak | undefined {
  const started = Float64Array.from(begins).sort()
  const over = Float64Array.from(ends).sort()
  let peak: Peak | undefined
  let done = 0
  for (let index = 0; index < started.length; index++) {
    const at = started[index]!
    while (done < over.length && over[done]! <= at) done++
    // One that ends when it begins goes on at that time all the same.
    const value = Math.max(1, index + 1 - done)
    if (!peak || value > peak.value) peak = { value, at }
  }
  return peak
}
