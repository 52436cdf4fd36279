import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSentBy, parseVia, parseVias } from '../../../src/decode/sip/via.ts'

describe('parseVia', () => {
  it.each([
    [
      'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;received=198.51.100.1;rport=40000',
      { transport: 'UDP', host: '192.0.2.1', port: 5060, branch: 'z9hG4bK1', received: '198.51.100.1', rport: 40_000 },
    ],
    [
      'SIP/2.0/tls example.com',
      { transport: 'TLS', host: 'example.com', port: undefined, branch: undefined, rport: undefined },
    ],
    ['SIP / 2.0 / UDP first.example.com: 4000;rport', { host: 'first.example.com', port: 4000, rport: 0 }],
    [
      'SIP/2.0/UDP [2001:db8::1]:5070;received=[2001:db8::9]',
      { host: '2001:db8::1', port: 5070, received: '2001:db8::9' },
    ],
    ['SIP/2.0/UDP a;rport=99999', { rport: undefined }],
    ['SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2', { host: 'a', branch: '1' }],
  ])('%s', (value, via) => {
    expect(parseVia(value)).toMatchObject(via)
  })

  it.each(['', 'SIP/2.0/UDP', 'SIP/2.0', 'HTTP/1.1 proxy', 'SIP/2.0/UDP ;branch=1'])('%j is none', (value) => {
    expect(parseVia(value)).toBeUndefined()
  })
})

const PIECES = [
  'SIP/2.0/UDP',
  'sip / 2.0 / tls',
  ' ',
  '[2001:db8::1]',
  '192.0.2.1',
  ':5060',
  ';branch=1',
  ',',
  '"',
  '<',
  'a',
]

it('parseSentBy gives host and port as parseVia does', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), (pieces) => {
      const [value, via] = [pieces.join(''), parseVia(pieces.join(''))]
      const { host, port } = parseSentBy(value) ?? {}
      expect({ host, port }).toEqual({ host: via?.host, port: via?.port })
    }),
    { numRuns: 5_000 },
  )
})

it('parseVias reads every hop of a line', () => {
  expect(parseVias('SIP/2.0/UDP a, nonsense, SIP/2.0/TCP b').map((via) => via.host)).toEqual(['a', 'b'])
})
