import { describe, expect, it } from 'vitest'
import { parseNameAddr, parseNameAddrs } from '../../../src/decode/sip/name-addr.ts'

describe('parseNameAddr', () => {
  it.each([
    ['<sip:a@b>;tag=1', undefined, 'sip:a@b', [['tag', '1']]],
    ['"A \\"x\\" <y>, z" <sip:a@b;lr>;q=0.5', 'A "x" <y>, z', 'sip:a@b;lr', [['q', '0.5']]],
    ['Bob Smith <sip:b@c>', 'Bob Smith', 'sip:b@c', []],
    ['sip:a@b;tag=1', undefined, 'sip:a@b', [['tag', '1']]],
    ['*', undefined, '*', []],
    ['"open <sip:a@b', undefined, '"open <sip:a@b', []],
    ['<sip:a@b', undefined, 'sip:a@b', []],
    ['< sip:5151@zone >;tag=c', undefined, 'sip:5151@zone', [['tag', 'c']]],
  ])('%s', (value, displayName, uriText, params) => {
    const found = parseNameAddr(value)!
    expect([found.displayName, found.uriText, [...found.params]]).toEqual([displayName, uriText, params])
  })

  it('leaves an unusable URI out', () => {
    expect(parseNameAddr('<nonsense>')).toMatchObject({ uriText: 'nonsense', uri: undefined })
  })

  it.each(['', '  ', '<>', '"name" <>', ';tag=1'])('%j has none', (value) => {
    expect(parseNameAddr(value)).toBeUndefined()
  })
})

describe('parseNameAddrs', () => {
  it('splits outside quotes and brackets', () => {
    const found = parseNameAddrs('"a, b" <sip:a@b?x=1,2>;q=1, <sip:c@d>, ,')
    expect(found.map((n) => n.uriText)).toEqual(['sip:a@b?x=1,2', 'sip:c@d'])
  })
})
