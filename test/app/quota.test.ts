import { expect, test } from 'vitest'
import { dayOf, nextMidnight, secondsToMidnight } from '../../src/app/quota.ts'

const at = (iso: string) => Date.parse(iso) * 1000

test.each([
  ['2026-11-23T00:00:00.000Z', '2026-11-23', '2026-11-24T00:00:00.000Z', 86_400],
  ['2026-11-23T23:59:59.999Z', '2026-11-23', '2026-11-24T00:00:00.000Z', 1],
  ['2026-12-31T12:00:00.000Z', '2026-12-31', '2027-01-01T00:00:00.000Z', 43_200],
])('%s belongs to the UTC day %s', (iso, day, midnight, seconds) => {
  expect(dayOf(at(iso))).toBe(day)
  expect(nextMidnight(at(iso))).toBe(at(midnight))
  expect(secondsToMidnight(at(iso))).toBe(seconds)
})
