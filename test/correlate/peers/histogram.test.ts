import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHistogram } from '../../../src/correlate/peers/histogram.ts'

const filled = (values: readonly number[]) => {
  const histogram = createHistogram()
  for (const value of values) histogram.add(value)
  return histogram
}

/** Nearest rank: the smallest value that so large a share does not exceed. */
const exact = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1]!

test('of nothing there are none', () => expect(createHistogram().percentiles()).toBeUndefined())

test('one value is all of them', () =>
  expect(filled([42]).percentiles()).toEqual({ count: 1, min: 42, p50: 42, p90: 42, p95: 42, p99: 42, max: 42 }))

test('a percentile is at most 5 % off the exact one, and both ends are exact', () => {
  const times = fc.array(fc.double({ min: 0.1, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(times, (values) => {
      const told = filled(values).percentiles()!
      expect(told).toMatchObject({ count: values.length, min: Math.min(...values), max: Math.max(...values) })
      for (const [name, share] of [
        ['p50', 0.5],
        ['p90', 0.9],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const wanted = exact(values, share)
        expect(Math.abs(told[name] - wanted) / wanted).toBeLessThan(0.05)
      }
    }),
  )
})

test('what is shorter than its first step or longer than its last stays within what was seen', () => {
  expect(filled([0, 0.01, 0.02]).percentiles()).toMatchObject({ min: 0, max: 0.02 })
  const long = filled([700_000, 800_000, 900_000]).percentiles()!
  expect(long.p50).toBeGreaterThanOrEqual(700_000)
  expect(long.p50).toBeLessThanOrEqual(900_000)
})

test('two merged are as one that saw both', () => {
  const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 })
  fc.assert(
    fc.property(times, times, (one, other) => {
      const merged = filled(one)
      merged.merge(filled(other))
      expect(merged.percentiles()).toEqual(filled([...one, ...other]).percentiles())
    }),
  )
})
