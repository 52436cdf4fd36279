import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksLikeSip, textOfBytes } from '../../../src/decode/sip/wire.ts'

const looks = (text: string) => {
  const bytes = Buffer.from(`xx${text}yy`, 'latin1')
  return looksLikeSip(bytes, 2, bytes.length - 2)
}

describe('looksLikeSip', () => {
  it.each([
    'INVITE sip:a@b SIP/2.0\r\nVia: x\r\n',
    'INVITE sip:a@b SIP/2.0',
    'INVITE sip:a@b SIP/2.0\n',
    'INVITE <sip:a@b> SIP/2.0 \r\n',
    'mETHOD-9.x tel:+1 sip/2.0\r\n',
    'SIP/2.0 200 OK\r\n',
    'SIP/2.0 404\r\n',
    '\r\n\r\nOPTIONS sip:a SIP/2.0\r\n',
  ])('yes: %j', (text) => {
    expect(looks(text)).toBe(true)
  })

  it.each([
    '',
    '\r\n\r\n',
    '\0\0\0\0',
    '\x80\0\0\x01',
    'GET / HTTP/1.1\r\n',
    'NOTIFY * HTTP/1.1\r\n',
    'OPTIONS * HTTP/1.1\r\nX: SIP/2.0\r\n',
    'DESCRIBE rtsp://a RTSP/1.0\r\n',
    'SIP/2.0\r\n',
    'SIP/2.0 OK\r\n',
    'INVITE SIP/2.0\r\n',
    'INVITE',
    'INVITE sip:a@b SIP/2.',
    'A'.repeat(2_000),
  ])('no: %j', (text) => {
    expect(looks(text)).toBe(false)
  })

  it('reads nothing beyond the end', () => {
    const bytes = Buffer.from('INVITE sip:a@b SIP/2.0\r\n')
    for (let end = 0; end < 22; end++) expect(looksLikeSip(bytes, 0, end)).toBe(false)
  })
})

describe('textOfBytes', () => {
  it.each([
    ['ASCII', [0x41, 0x42], 'AB'],
    ['UTF-8', [0xc3, 0xa4], 'ä'],
    ['Latin-1', [0xe4, 0x41], 'äA'],
  ])('%s', (_, bytes, text) => {
    expect(textOfBytes(Uint8Array.from([9, ...bytes, 9]), 1, bytes.length + 1)).toBe(text)
  })

  it('gives every byte string a text', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => textOfBytes(bytes, 0, bytes.length).length <= bytes.length))
  })
})
