import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecentStrings } from '../../src/decode/recent-strings.ts'

test('a text comes back as it is, whatever came before', () => {
  const shared = createRecentStrings()
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 400 })), (texts) => {
      for (const text of texts) expect(shared(text)).toBe(text)
    }),
  )
})
