import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalName } from '../../../src/decode/sip/header-names.ts'
import { indexOfName, indexOfNameAt, mayHold, note, UNUSUAL, VIA } from '../../../src/decode/sip/usual-headers.ts'

const at = (name: string): number => indexOfNameAt(`..${name}: x`, 2, 2 + name.length)

describe('the index of a header', () => {
  test.each(['Via', 'VIA', 'via', 'v', 'V'])('%s', (name) => expect(at(name)).toBe(VIA))

  test.each(['X-Via', 'Vib', 'Subject', 'q', '7'])('%s is not among the usual', (name) => {
    expect(at(name)).toBe(UNUSUAL)
  })

  test('is the one of its canonical name, however it is written', () => {
    const known = [
      'Call-ID',
      'i',
      'WWW-Authenticate',
      'www-authenticate',
      'P-Asserted-Identity',
      'Record-Route',
      'Route',
    ]
    const token = fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,20}$/)
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...known), token), fc.boolean(), (name, loud) => {
        const written = loud ? name.toUpperCase() : name
        expect(at(written)).toBe(indexOfName(canonicalName(written) ?? ''))
      }),
    )
  })
})

test('what was noted may be there, and nothing else', () => {
  const names = ['via', 'max-forwards', 'service-route', 'target-dialog']
  const bits = { low: 0, high: 0 }
  for (const name of names.slice(1)) note(bits, indexOfName(name))
  const held = names.map((name) => mayHold(bits.low, bits.high, indexOfName(name)))
  expect(held).toEqual([false, true, true, true])
  expect(mayHold(bits.low, bits.high, UNUSUAL)).toBe(false)
  note(bits, UNUSUAL)
  expect(mayHold(bits.low, bits.high, UNUSUAL)).toBe(true)
})
