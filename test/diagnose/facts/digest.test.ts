import { describe, expect, test } from 'vitest'
import { parseAuth } from '../../../src/decode/sip/auth.ts'
import { expectedResponse, isMadeWith } from '../../../src/diagnose/facts/digest.ts'

const credentials = (text: string) => parseAuth(`Digest ${text}`)!

/** The worked examples of RFC 7616 §3.9.1 and RFC 2617 §3.5. */
const RFC_7616 =
  'username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth'
const RFC_2617 =
  'username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b"'

describe('the response', () => {
  test.each([
    ['MD5', `${RFC_7616}, algorithm=MD5`, 'Circle of Life', '8ca523f5e9506fed4657c9700eebdbec'],
    [
      'SHA-256',
      `${RFC_7616}, algorithm=SHA-256`,
      'Circle of Life',
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    ],
    ['MD5 by default', RFC_2617, 'Circle Of Life', '6629fae49393a05397450978507c4ef1'],
  ])('%s', (_name, text, password, response) => {
    expect(expectedResponse(credentials(text), 'GET', '', password)).toBe(response)
    expect(isMadeWith(credentials(`${text}, response="${response.toUpperCase()}"`), 'GET', '', password)).toBe(true)
    expect(isMadeWith(credentials(`${text}, response="${response}"`), 'GET', '', 'other')).toBe(false)
    expect(isMadeWith(credentials(`${text}, response="${response}"`), 'POST', '', password)).toBe(false)
  })

  test('auth-int depends on the body, the session form on the nonces, the old form on neither', () => {
    const of = (text: string, body = '') => expectedResponse(credentials(text), 'INVITE', body, 'secret')
    const base = 'username=a, realm=r, nonce=n, uri="sip:b", cnonce=c, nc=00000001'
    expect(of(`${base}, qop=auth-int`, 'one')).not.toBe(of(`${base}, qop=auth-int`, 'two'))
    expect(of(`${base}, qop=auth`, 'one')).toBe(of(`${base}, qop=auth`, 'two'))
    expect(of(`${base}, qop=auth, algorithm=MD5-sess`)).not.toBe(of(`${base}, qop=auth`))
    expect(of(base)).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each([
    ['an algorithm nobody knows', 'username=a, realm=r, nonce=n, uri=u, algorithm=ROT13'],
    ['no uri', 'username=a, realm=r, nonce=n'],
    ['no count', 'username=a, realm=r, nonce=n, uri=u, qop=auth'],
  ])('cannot be known: %s', (_name, text) => {
    expect(expectedResponse(credentials(text), 'INVITE', '', 'secret')).toBeUndefined()
    expect(isMadeWith(credentials(text), 'INVITE', '', 'secret')).toBeUndefined()
  })
})
