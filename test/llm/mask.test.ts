import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMask } from '../../src/llm/mask.ts'
import { INVITE } from './fixtures.ts'

const hide = (text: string) => createMask().hide(text)

describe('secrets', () => {
  test.each([
    [
      'Authorization: Digest username="u", nonce="n0nce-value", response="0123456789abcdef", cnonce="c0ffee77"',
      ['n0nce-value', '0123456789abcdef', 'c0ffee77'],
    ],
    ['WWW-Authenticate: Digest realm="r", nonce=barenonce, opaque="0paque"', ['barenonce', '0paque']],
    ['Authentication-Info: nextnonce="nextone", rspauth="aa55"', ['nextone', 'aa55']],
    ['Proxy-Authorization: Digest nonce="cut off here', ['cut off here']],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', ['dXNlcjpwYXNzd29yZA==']],
    ['Authorization: Basic\r\n dXNlcjpwYXNzd29yZA==', ['dXNlcjpwYXNzd29yZA==']],
    ['authorization:Bearer abc.def.ghi', ['abc.def.ghi']],
    ['Cookie: session=hunter2; theme=dark', ['hunter2']],
    ['X-Auth-Token: 0ps3cret', ['0ps3cret']],
    ['X-API-Key: 0ps3cret', ['0ps3cret']],
    ['Identity: eyJhbGciOiJFUzI1NiJ9.eyJvcmlnIjp7fX0.c2ln;info=<https://cert.example/x.pem>', ['eyJhbGciOiJFUzI1NiJ9']],
    ['X-Note: eyJhbGciOiJFUzI1NiJ9.eyJvcmlnIjp7fX0.c2ln', ['eyJvcmlnIjp7fX0']],
    ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:4', ['PS1uQCVeeCFC']],
    ['a=ice-pwd:asd88fgpdd777uzjYhagZg', ['asd88fgpdd777uzjYhagZg']],
    ['a=key-mgmt:mikey AQAFgM0XflABAAAA', ['AQAFgM0XflABAAAA']],
    ['k=base64:c2VjcmV0a2V5', ['c2VjcmV0a2V5']],
    ['Contact: <sip:bob:pa55word@10.0.0.1>', ['pa55word', 'bob']],
    ['<user password="pa55word" token=t0ken99/>', ['pa55word', 't0ken99']],
  ])('%s', (text, secrets) => {
    const masked = hide(text)
    for (const secret of secrets) expect(masked).not.toContain(secret)
    expect(masked.split('\n')).toHaveLength(text.split('\n').length)
  })

  test('what is no secret stays', () => {
    const text = [
      'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK776;rport',
      'Call-ID: a84b4c76e66710@pc33.atlanta.example',
      'CSeq: 314159 INVITE',
      'WWW-Authenticate: Digest realm="atlanta.example", algorithm=MD5, qop="auth"',
      'The final response: 488, after a basic call flow with bearer capability.',
      'From: <sip:anonymous@anonymous.invalid>;tag=1928301774',
      'a=fingerprint:sha-256 4A:AD:B9',
      'o=- 53655765 2353687637 IN IP4 pc33.atlanta.example',
      'INVITE sip:112@psap.example SIP/2.0',
    ].join('\n')
    expect(hide(text)).toBe(text)
  })
})

describe('people', () => {
  test.each([
    ['INVITE sip:alice.liddell@a.example SIP/2.0', ['alice.liddell']],
    ['To: <sip:+14155550123@a.example;user=phone>', ['14155550123']],
    ['To: <tel:+1-415-555-0123>', ['415-555-0123']],
    ['f: Alice Liddell <sip:al1ce77@a.example>', ['Alice Liddell', 'al1ce77']],
    ['P-Asserted-Identity: "Alice \u00c4" <sip:4155550123@a.example>', ['Alice', '4155550123']],
    ['Contact: <sips:4155550123:5060@a.example>', ['4155550123']],
    ['o=alice.liddell 1 1 IN IP4 10.0.0.1', ['alice.liddell']],
    ['e=alice.liddell@a.example (Alice)', ['alice.liddell', 'Alice)']],
    ['p=+1 617 555 6011', ['617 555']],
    ['Subject: call alice.liddell@mail.example or +14155550123', ['alice.liddell', '14155550123']],
    ['X-Caller:4155550123', ['4155550123']],
    ['please ring 415-555-0123 or 004930123456.', ['415-555-0123', '004930123456']],
  ])('%s', (text, hidden) => {
    const masked = hide(text)
    for (const one of hidden) expect(masked).not.toContain(one)
  })

  test('equal stays equal, and a number keeps its plus and its length', () => {
    const [to, from, same] = hide(
      'To: <sip:+14155550123@a.example>\nFrom: <sip:alice.l@a.example>\nP-Called: <sip:14155550123@b.example>',
    ).split('\n')
    expect(to).toMatch(/sip:\+tel~\d+~11@a\.example/)
    expect(same).toContain(/tel~\d+~11/.exec(to ?? '')?.[0])
    expect(from).toMatch(/sip:user~\d+@a\.example/)
  })

  test('a value that is known is hidden where it stands alone, not inside a host name', () => {
    const mask = createMask()
    mask.hide('From: <sip:carrier@x.example>')
    expect(mask.hide('The carrier at carrier.example')).toMatch(/^The user~1 at carrier\.example$/)
  })
})

test('revealing gives people back and keeps secrets', () => {
  const mask = createMask()
  const masked = mask.hide('Authorization: Digest username="alice.l", nonce="n0nce-value"\nTo: <tel:+14155550123>')
  expect(mask.reveal(masked)).toBe('Authorization: Digest username="alice.l", nonce="***"\nTo: <tel:+14155550123>')
  expect(mask.reveal('user~99 and tel~99~3')).toBe('user~99 and tel~99~3')
})

test('redacting leaves people alone', () => {
  expect(createMask().redact(INVITE)).toContain('"Alice Liddell" <sip:alice.liddell@atlanta.example>')
  expect(createMask().redact(INVITE)).not.toContain('84a4cc6f3082121f')
})

test('masking what is masked changes nothing', () => {
  const mask = createMask()
  const masked = mask.hide(INVITE)
  expect(mask.hide(masked)).toBe(masked)
})

test('lines stay lines, whatever they hold, and nothing throws', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"',
      '<sip:',
      '@',
      'Authorization: Basic',
      'nonce="',
      '\n',
      '\r\n',
      ': ',
      'inline:',
      '1234567890',
      'tel~1~3',
      'a=',
      '+',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      expect(hide(text).split('\n')).toHaveLength(text.split('\n').length)
    }),
  )
})

test.each(['"', '<', 'a@', 'sip:a', '1', 'nonce=', 'x-token', '(', '"a"<', 'tel:', ' '])(
  'a line of nothing but %j does not take long',
  (unit) => {
    // Quadratic work on this would outlast the test's own limit by far.
    const line = unit.repeat(200_000)
    expect(hide(line).length).toBeLessThanOrEqual(line.length + 1_000_000)
  },
)
