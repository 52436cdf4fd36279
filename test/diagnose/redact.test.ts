import { expect, test } from 'vitest'
import { redact } from '../../src/diagnose/redact.ts'

test.each([
  [
    'Authorization: Digest username="alice", nonce="n1", response="6629fae4"',
    'username="alice", nonce="n1", response="***"',
  ],
  ['Authorization: Digest username="alice", cnonce="0a4f", nc=00000001', 'cnonce="***"'],
  ['Authorization: Digest username=alice, response=6629fae4, opaque=x', 'response=***, opaque=x'],
  ['Authorization: Digest username="alice", response="6629fa', 'username="alice", response="***'],
  ['Proxy-Authorization: Basic YWxpY2U6c2VjcmV0', 'Proxy-Authorization: Basic ***'],
  ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3|2^20|1:32', 'inline:***|2^20|1:32'],
  ['a=ice-pwd:asd88fgpdd777uzjYhagZg', 'a=ice-pwd:***'],
  ['INVITE sip:alice:secret@example.com SIP/2.0', 'sip:alice:***@example.com'],
])('%s', (line, expected) => {
  const { text, redacted } = redact(line)
  expect(text).toContain(expected)
  expect(redacted).toBe(true)
})

test.each([
  'WWW-Authenticate: Digest realm="pbx", nonce="n1", algorithm=MD5',
  'c=IN IP4 192.168.1.100',
  'SIP/2.0 200 OK',
  'Contact: <sip:alice@10.0.0.5:5060;transport=udp>',
])('nothing secret in %s', (line) => {
  expect(redact(line)).toEqual({ text: line, redacted: false })
})
