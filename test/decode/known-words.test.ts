import { expect, test } from 'vitest'
import { createKnownWords } from '../../src/decode/known-words.ts'

test.each([
  ['audio 4000', 0, 5, 'audio'],
  ['an audible', 3, 8, 'audib'],
  ['x=aWdWo', 2, 7, 'aWdWo'],
  ['video', 0, 5, 'video'],
  ['', 0, 0, ''],
])('%j from %i to %i is %j', (text, start, end, expected) => {
  expect(createKnownWords(['audio', 'radio', 'video'])(text, start, end)).toBe(expected)
})
