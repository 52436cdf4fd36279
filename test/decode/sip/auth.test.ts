import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAuth } from '../../../src/decode/sip/auth.ts'

describe('parseAuth', () => {
  it('reads a challenge', () => {
    const auth = parseAuth('Digest realm="a, \\"b\\"", nonce="x==",qop="auth,auth-int" , algorithm=MD5, stale=FALSE')
    expect(auth?.scheme).toBe('digest')
    expect(Object.fromEntries(auth!.params)).toEqual({
      realm: 'a, "b"',
      nonce: 'x==',
      qop: 'auth,auth-int',
      algorithm: 'MD5',
      stale: 'FALSE',
    })
  })

  it.each([
    ['Basic QWxhZGRpbg==', 'basic', 'QWxhZGRpbg=='],
    ['BEARER abc.def', 'bearer', 'abc.def'],
  ])('%s has one token', (value, scheme, token) => {
    expect(parseAuth(value)).toMatchObject({ scheme, token })
  })

  it.each(['', 'Digest', '  ', '"Digest" realm=x'])('%j is none', (value) => {
    expect(parseAuth(value)).toBeUndefined()
  })

  it('never throws, whatever the header', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseAuth(`Digest ${text}`)))
  })
})
