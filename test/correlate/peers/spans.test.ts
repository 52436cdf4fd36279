import fc from 'fast-check'
import { expect, test } from 'vitest'
import { overlapPeak, ratePeak } from '../../../src/correlate/peers/spans.ts'

const S = 1_000_000
const spansOf = (spans: readonly (readonly [number, number])[]) => ({
  begins: spans.map(([begin]) => begin * S),
  ends: spans.map(([, end]) => end * S),
})

test('of nothing there is no peak', () => {
  expect(ratePeak(spansOf([]))).toBeUndefined()
  expect(overlapPeak(spansOf([]))).toBeUndefined()
})

test('the busiest second of the clock, the first of equals', () => {
  const spans = spansOf([
    [7.9, 8],
    [8, 9],
    [8.99, 9],
    [20.1, 21],
    [20.2, 21],
  ])
  expect(ratePeak(spans)).toEqual({ value: 2, at: 8 * S })
})

test('one that ends as another begins is over', () => {
  const spans = spansOf([
    [0, 10],
    [10, 20],
    [5, 8],
  ])
  expect(overlapPeak(spans)).toEqual({ value: 2, at: 5 * S })
})

test('the peak is what counting at every beginning gives, in whatever order they come', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 30 }))
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 60 }), (pairs) => {
      const spans = pairs.map(([begin, length]) => [begin, begin + length] as const)
      const counted = spans.map(([at]) => spans.filter(([begin, end]) => begin <= at && at < end).length)
      expect(overlapPeak(spansOf(spans))?.value).toBe(Math.max(...counted))
    }),
  )
})
