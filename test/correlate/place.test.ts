import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeKey } from '../../src/correlate/place.ts'

describe('placeKey', () => {
  test('IPv4 is a number, each address and port another', () => {
    const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'))
    const place = fc.tuple(address, fc.nat(65_535))
    fc.assert(
      fc.property(place, place, ([a, portA], [b, portB]) => {
        expect(typeof placeKey(a, portA)).toBe('number')
        expect(placeKey(a, portA) === placeKey(b, portB)).toBe(a === b && portA === portB)
      }),
    )
  })

  test.each(['', '10.0.0', '10.0.0.256', '10.0.0.1.2', '010.0.0.1', '10..0.1', 'example.com', '2001:db8::1', '1.2.3.'])(
    '%j is a text of its own',
    (address) => {
      expect(placeKey(address, 4_000)).toBe(`${address}|4000`)
    },
  )
})
