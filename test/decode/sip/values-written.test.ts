import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerValues, type ReadHeader } from '../../../src/decode/sip/values.ts'
import { sipText } from '../../support/sip-text.ts'
import { decodedPacket, plain } from '../../support/sip-values.ts'

describe('values, however they are written', () => {
  const NAMES = [
    'via',
    'contact',
    'reason',
    'authorization',
    'session-expires',
    'replaces',
    'identity',
    'history-info',
    'user-agent',
    'warning',
    'date',
    'x-rtp-stat',
    'accept',
    'retry-after',
    'cisco-guid',
  ] as const
  const FRAGMENTS = [
    '"',
    '\\',
    '<',
    '>',
    ',',
    ';',
    '=',
    ' ',
    '(',
    ')',
    '/',
    '@',
    ':',
    '%',
    '[',
    ']',
    '.',
    '-',
    'a',
    '1',
    'SIP/2.0/UDP ',
    'Digest ',
    'sip:a@b',
    '\0',
    '\u00e9',
    '\ud800',
  ]

  it('no value throws', () => {
    const value = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), value, (name, text) => {
        const message = decodedPacket(sipText('OPTIONS sip:user@example.com SIP/2.0', [`${name}: ${text}`]))
        for (const one of headerValues(message, name)) plain(one)
      }),
      { numRuns: 500 },
    )
  })

  /** Lines of several headers, and how they may be written otherwise without meaning anything else. */
  const LINES = [
    ['Via', 'v', 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport , SIP/2.0/TCP example.com;branch=z9hG4bK2'],
    ['From', 'f', '"A, \\"B\\"" <sip:a@example.com;x=1>;tag=t1'],
    ['To', 't', '<sip:b@example.com>'],
    ['Call-ID', 'i', 'one@example.com'],
    ['CSeq', undefined, '1 INVITE'],
    ['Contact', 'm', '<sip:a@192.0.2.1>;expires=60 , <sip:c@192.0.2.2>;q=0.5'],
    ['Supported', 'k', '100rel , timer'],
    ['Session-Expires', 'x', '1800 ;refresher=uas'],
    ['Refer-To', 'r', '<sip:d@example.com?Replaces=a%40b>'],
    ['Reason', undefined, 'Q.850 ;cause=16 ;text="Normal call clearing"'],
    ['Authorization', undefined, 'Digest username="a", realm="r, s", nonce="n" , uri="sip:a@b"'],
    ['Subject', 's', 'hello there'],
  ] as const
  const READ: readonly ReadHeader[] = [
    'via',
    'from',
    'to',
    'contact',
    'supported',
    'session-expires',
    'refer-to',
    'reason',
    'authorization',
  ]

  const otherwise = (seed: fc.GeneratorValue) => {
    const folds = (value: string) =>
      value.replace(/ (?=[,;<"])/g, () => seed(fc.constantFrom, ' ', '\r\n ', '\r\n\t ', '   '))
    const cased = (name: string) => seed(fc.constantFrom, name, name.toUpperCase(), name.toLowerCase())
    const order = seed(fc.shuffledSubarray, [...LINES], { minLength: LINES.length, maxLength: LINES.length })
    const lines = order.map(([long, short, value]) => {
      const name = short !== undefined && seed(fc.boolean) ? cased(short) : cased(long)
      return `${name}${seed(fc.constantFrom, '', ' ')}:${seed(fc.constantFrom, '', ' ', '\t')}${folds(value)}`
    })
    const text = ['INVITE sip:b@example.com SIP/2.0', ...lines, '', ''].join('\r\n')
    return seed(fc.boolean) ? text : text.replaceAll('\r\n', '\n')
  }
  const read = (text: string) => {
    const message = decodedPacket(text)
    const { callId, fromTag, toTag, cseq, branch } = message
    // Parameters and URIs of an address are taken apart when they are looked at.
    const parts = READ.map((name) =>
      headerValues(message, name).map((value) => {
        const address = typeof value === 'object' && 'address' in value ? value.address : value
        const looked = typeof address === 'object' && 'uriText' in address ? [address.uri, address.params] : []
        return plain([value, looked])
      }),
    )
    return { callId, fromTag, toTag, cseq, branch, parts }
  }
  const usual = read(
    ['INVITE sip:b@example.com SIP/2.0', ...LINES.map(([name, , value]) => `${name}: ${value}`), '', ''].join('\r\n'),
  )

  it('order of headers, compact names, case, folding and line ends change nothing', () => {
    expect(usual.parts.map((values) => values.length)).toEqual([2, 1, 1, 2, 2, 1, 1, 1, 1])
    fc.assert(
      fc.property(fc.gen(), (seed) => {
        expect(read(otherwise(seed))).toEqual(usual)
      }),
    )
  })
})
