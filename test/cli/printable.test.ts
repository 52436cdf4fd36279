import { expect, test } from 'vitest'
import { wrapped } from '../../src/cli/printable.ts'

test.each([
  ['words go to the next line', 'one two three', 9, ['  one two', '  three']],
  ['a figure keeps its unit', 'jitter of 0.5 ms here', 14, ['  jitter of', '  0.5 ms here']],
  ['a share keeps its sign', 'lost 12 % now', 10, ['  lost', '  12 % now']],
  ['a unit without a figure is a word', 'some s and ms', 9, ['  some s', '  and ms']],
  ['words that begin like a unit are others', 'in 5 seconds', 8, ['  in 5', '  seconds']],
])('%s', (_, text, width, lines) => {
  expect(wrapped(text, '  ', width).split('\n')).toEqual(lines)
})
