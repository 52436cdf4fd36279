import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecentStrings } from '../../src/decode/recent-strings.ts'

test('a text comes back as it is, whatever came before', () => {
  const shared = createRecentStrings()
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 400 })), fc.string(), fc.string(), (texts, before, after) => {
      for (const text of texts) {
        expect(shared(text, 0, text.length)).toBe(text)
        expect(shared(`${before}${text}${after}`, before.length, before.length + text.length)).toBe(text)
      }
    }),
  )
})
