import { expect, test } from 'vitest'
import { quantileOf } from '../../src/model/quantile.ts'

test.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2],
  [[5, 4, 3, 2, 1], 0.95, 5],
  [[7], 0.5, 7],
  [[], 0.5, 0],
])('quantiles of %j at %f', (values, share, expected) => {
  expect(quantileOf(values, share)).toBe(expected)
})
