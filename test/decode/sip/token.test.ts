import { describe, expect, it } from 'vitest'
import { isToken, parseParams, splitList, unquote } from '../../../src/decode/sip/token.ts'

it.each([
  ['abc', true],
  ["a.!%*_+`'~-", true],
  ['', false],
  ['a b', false],
  ['a;b', false],
])('isToken(%j) is %s', (text, expected) => {
  expect(isToken(text)).toBe(expected)
})

it.each([
  ['a, b ,c', ['a', 'b', 'c']],
  ['"a,b", <c,d>', ['"a,b"', '<c,d>']],
  ['"a\\",b", c', ['"a\\",b"', 'c']],
  [', ,', []],
  ['"open, b', ['"open, b']],
])('splitList(%j)', (text, expected) => {
  expect(splitList(text)).toEqual(expected)
})

describe('parseParams', () => {
  it.each([
    [';a=1;B=2', { a: '1', b: '2' }],
    ['lr; x = "y;z" ', { lr: '', x: 'y;z' }],
    [';a=1;a=2', { a: '1' }],
    [';=1;;', {}],
  ])('%j', (text, expected) => {
    expect(Object.fromEntries(parseParams(text))).toEqual(expected)
  })

  it('reads no more than a thousand', () => {
    expect(parseParams(Array.from({ length: 5_000 }, (_, i) => `p${i}`).join(';')).size).toBe(1_000)
  })
})

it.each([
  ['"a"', 'a'],
  ['"a\\"b\\\\"', 'a"b\\'],
  ['a', 'a'],
  ['"', '"'],
])('unquote(%j)', (text, expected) => {
  expect(unquote(text)).toBe(expected)
})
