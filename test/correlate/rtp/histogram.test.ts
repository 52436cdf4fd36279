import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BINS, binOf, exceededBy } from '../../../src/correlate/rtp/histogram.ts'

test('percentiles are right to a quarter of a millisecond below 32 ms, and to 1 ms below 96', () => {
  const durations = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 20, maxLength: 500 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.05, 0.01), (micros, share) => {
      const bins = new Uint32Array(BINS)
      for (const one of micros) bins[binOf(one)]!++
      const sorted = [...micros].sort((a, b) => a - b)
      const exact = sorted[Math.ceil((1 - share) * sorted.length - 1e-9) - 1]!
      const found = exceededBy(share, bins, 0, sorted.length, sorted.at(-1)!)
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact < 32_000 ? 500 : 2_000)
    }),
  )
})

test('a longer duration never has a lower bin, and the longest have one too', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }), (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      expect(binOf(less)).toBeLessThanOrEqual(binOf(more))
      expect(binOf(more)).toBeLessThan(BINS)
    }),
  )
})

test('nothing counted: nothing', () => {
  expect(exceededBy(0.05, new Uint32Array(BINS), 0, 0, 0)).toBe(0)
})
