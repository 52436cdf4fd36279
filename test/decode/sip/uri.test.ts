import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHostPort, parseUri, telephoneOf, unescaped, uriHeaders } from '../../../src/decode/sip/uri.ts'

describe('parseUri', () => {
  it.each([
    ['sip:alice@example.com', { scheme: 'sip', user: 'alice', host: 'example.com', port: undefined }],
    ['SIPS:a:secret@b:5061', { scheme: 'sips', user: 'a', password: 'secret', host: 'b', port: 5061 }],
    ['sip:192.0.2.1', { user: undefined, host: '192.0.2.1' }],
    ['sip:[2001:db8::10]:5070', { host: '2001:db8::10', port: 5070 }],
    ['sip:[2001:db8::10]', { host: '2001:db8::10', port: undefined }],
    ['sip:+1;phone-context=a@b', { user: '+1;phone-context=a', host: 'b' }],
    ['sip:a@b:99999', { host: 'b', port: undefined }],
    ['<sip:a@b>', { user: 'a', host: 'b' }],
    ['sip:a@x.x.x.x', { host: 'x.x.x.x' }],
    ['tel:+1-201-555;phone-context=x', { scheme: 'tel', user: '+1-201-555', host: '' }],
    ['urn:service:sos', { scheme: 'urn', user: 'service:sos' }],
  ])('%s', (text, uri) => {
    expect(parseUri(text)).toMatchObject(uri)
  })

  it('reads parameters and headers', () => {
    const uri = parseUri('sip:a@b;transport=TCP;lr;x="1;2"?Subject=hi&To=c')
    expect([...uri!.params]).toEqual([
      ['transport', 'TCP'],
      ['lr', ''],
      ['x', '1;2'],
    ])
    expect(uri!.headers).toBe('Subject=hi&To=c')
  })

  it.each(['', '*', 'alice', ':a', 'sip:', 'sip:a@', 'sip:;lr', '1sip:a@b', 'tel:'])('%j is none', (text) => {
    expect(parseUri(text)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseUri(`sip:${text}`)))
  })

  it('reads back what was written', () => {
    const word = fc.stringMatching(/^[a-z0-9.+-]{1,12}$/)
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 65_535 }), word, (user, host, port, value) => {
        expect(parseUri(`sip:${user}@${host}:${port};p=${value}`)).toMatchObject({ user, host, port })
      }),
    )
  })
})

describe('parseHostPort', () => {
  it.each([
    ['2001:db8::1', { host: '2001:db8::1', port: undefined }],
    ['first.example.com: 4000', { host: 'first.example.com', port: 4000 }],
    ['host:', { host: 'host', port: undefined }],
  ])('%s', (text, expected) => {
    expect(parseHostPort(text)).toEqual(expected)
  })
})

describe('escapes', () => {
  it.each([
    ['a%20b', 'a b'],
    ['%C3%A9', '\u00e9'],
    ['%E9%20x', '\u00e9 x'],
    ['100%', '100%'],
    ['%zz%41', '%zzA'],
    ['%00', '\0'],
  ])('%s', (text, expected) => {
    expect(unescaped(text)).toBe(expected)
  })

  it('are undone in the headers of a URI, of which the first of a name counts', () => {
    const uri = parseUri('sip:a@b;x?Replaces=c%40d%3Bto-tag%3D1&REQUIRE=replaces&require=no&empty&=x')!
    expect([...uriHeaders(uri)]).toEqual([
      ['replaces', 'c@d;to-tag=1'],
      ['require', 'replaces'],
      ['empty', ''],
    ])
    expect(uriHeaders(parseUri('sip:a@b')!).size).toBe(0)
  })
})

describe('a telephone number', () => {
  it.each([
    ['tel:+1-202-(555).0101;ext=7', { number: '+12025550101', global: true, separated: true }, { ext: '7' }],
    [
      'tel:7042;phone-context=example.com',
      { number: '7042', global: false, separated: false },
      { 'phone-context': 'example.com' },
    ],
    [
      'sip:+12025550101;npdi;rn=+12025550100@example.com;user=phone',
      { number: '+12025550101', global: true },
      { npdi: '', rn: '+12025550100' },
    ],
    ['sip:%2B12025550101@example.com', { number: '+12025550101', global: true, separated: false }, {}],
    ['sips:*31#@example.com', { number: '*31#' }, {}],
    ['tel:7B2;phone-context=+1', { number: '7B2' }, { 'phone-context': '+1' }],
  ])('%s', (text, expected, params) => {
    const telephone = telephoneOf(parseUri(text)!)!
    expect(telephone).toMatchObject(expected)
    expect(Object.fromEntries(telephone.params)).toEqual(params)
  })

  it.each([
    'sip:alice@example.com',
    'sip:example.com',
    'urn:service:sos',
    'sip:()@example.com',
    'sip:bad1@example.com',
  ])('%s is none', (text) => {
    expect(telephoneOf(parseUri(text)!)).toBeUndefined()
  })
})
