import { expect, test } from 'vitest'
import { costlyPrefix, dialledOf, isOddNumber, tailOf } from '../../../src/diagnose/facts/dialled.ts'

test.each([
  ['+442079460010', '44', '+'],
  ['00442079460010', '44', '00'],
  ['011252615550100', '252', '011'],
  ['9011442079460010', '44', '9011'],
  ['900442079460010', '44', '900'],
  ['+00442079460010', '44', '+00'],
  ['+12025550147', '1', '+'],
  ['+79161234567', '7', '+'],
])('%s is dialled to +%s behind %s', (user, country, prefix) => {
  expect(dialledOf(user)).toMatchObject({ country, prefix })
})

test.each(['100', '2025550147', 'alice', '9001234567', '+0', '', '00210', '00999'])(
  '%s is no number abroad',
  (user) => {
    expect(dialledOf(user)).toBeUndefined()
  },
)

test.each([
  ['900442079460010', true],
  ['000442079460010', true],
  ['+00442079460010', true],
  ['00442079460010', false],
  ['011442079460010', false],
  ['9011442079460010', false],
  ['+442079460010', false],
])('%s is behind an odd prefix: %s', (user, odd) => {
  expect(isOddNumber(user)).toBe(odd)
})

test('a number keeps its tail whatever stands before it', () => {
  expect(new Set(['00442079460010', '+442079460010', '900442079460010'].map(tailOf)).size).toBe(1)
  expect(tailOf('100')).toBeUndefined()
})

test('the caller’s own list of costly numbers comes first', () => {
  expect(costlyPrefix('252615550100')).toBe('252')
  expect(costlyPrefix('442079460010')).toBeUndefined()
  expect(costlyPrefix('442079460010', ['+44 20'])).toBe('4420')
})
