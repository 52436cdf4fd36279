import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOfText } from '../../../src/decode/sip/validity.ts'
import { textOfBytes } from '../../../src/decode/sip/wire.ts'
import { faultsIn, SDP } from '../../support/faults-in.ts'
import { sipText } from '../../support/sip-text.ts'

/** As it came in a datagram. */
const sent = { complete: true, exact: true }

describe('other departures', () => {
  it.each<[string, string, ...string[]]>([
    ['no version', sipText('OPTIONS sip:user@example.com'), 'bad-start-line'],
    [
      'a method that is no token',
      sipText('OPT(IONS sip:user@example.com SIP/2.0', ['CSeq: 7 OPT(IONS']),
      'bad-start-line',
    ],
    ['no blank behind the status', sipText('SIP/2.0 486'), 'bad-start-line'],
    ['a status below 100', sipText('SIP/2.0 099 x'), 'status-out-of-range'],
    ['several blanks in a status line', sipText('SIP/2.0  200 OK'), 'blank-in-start-line'],
    [
      'a line that is no header',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['Subject: x']).replace('Subject: x', 'nonsense'),
      'header-line-invalid',
    ],
    ['a number with a sign', sipText('OPTIONS sip:a@example.com SIP/2.0', ['Expires: -1']), 'number-invalid expires'],
    [
      'a Content-Length that is none',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['Content-Length: none']),
      'content-length-invalid content-length',
    ],
    ['a body of no type', sipText('INVITE sip:a@example.com SIP/2.0', ['-Content-Type:'], SDP), 'content-type-missing'],
    [
      'a type without subtype',
      sipText('INVITE sip:a@example.com SIP/2.0', ['Content-Type: sdp'], SDP),
      'content-type-invalid content-type',
    ],
    [
      'a boundary that is not there',
      sipText(
        'INVITE sip:a@example.com SIP/2.0',
        ['Content-Type: multipart/mixed;boundary=x'],
        '--y\r\n\r\na\r\n--y--\r\n',
      ),
      'multipart-boundary-missing content-type',
    ],
    [
      'a Call-ID with a blank',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['Call-ID: a b']),
      'call-id-invalid call-id',
    ],
    ['a CSeq without a method', sipText('OPTIONS sip:a@example.com SIP/2.0', ['CSeq: 7']), 'cseq-invalid cseq'],
    [
      'a date that never was',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['Date: Tue, 31 Feb 2023 10:00:00 GMT']),
      'date-invalid date',
    ],
    [
      'a bracket that is never closed',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['To: <sip:b@example.com']),
      'unbalanced-angle-bracket to',
    ],
    [
      'text between name and bracket',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['To: "B" c <sip:b@example.com>']),
      'display-name-invalid to',
    ],
    ['a URI without a scheme', sipText('OPTIONS sip:a@example.com SIP/2.0', ['To: <b@example.com>']), 'uri-invalid to'],
    ['# in the user part', sipText('OPTIONS sip:12#3@example.com SIP/2.0'), 'uri-invalid'],
    ['a broken escape', sipText('OPTIONS sip:a%4@example.com SIP/2.0'), 'uri-invalid'],
    ['a port beyond all ports', sipText('OPTIONS sip:a@example.com:70000 SIP/2.0'), 'uri-invalid'],
    ['an empty parameter of a URI', sipText('OPTIONS sip:a@example.com;;lr SIP/2.0'), 'empty-parameter'],
    [
      'a parameter that is no token',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['To: <sip:b@example.com>;t@g=1']),
      'parameter-invalid to',
    ],
    [
      'text behind the bracket',
      sipText('OPTIONS sip:a@example.com SIP/2.0', ['To: <sip:b@example.com> tag=1']),
      'parameter-invalid to',
    ],
    ['a Via without a host', sipText('OPTIONS sip:a@example.com SIP/2.0', ['Via: SIP/2.0/UDP']), 'via-invalid via'],
    [
      'a 2xx to INVITE without Contact',
      sipText('SIP/2.0 200 OK', ['CSeq: 7 INVITE', '-Contact:']),
      'missing-required-header contact',
    ],
    ['a warning without quotes', sipText('SIP/2.0 488 No', ['Warning: 305 host text']), 'warning-invalid warning'],
  ])('%s', (_, text, ...faults) => {
    expect(faultsIn(Buffer.from(text))).toEqual(faults)
  })

  it('each names its line and where it is written', () => {
    const text = sipText('OPTIONS sip:user@example.com SIP/2.0', ['Max-Forwards: 300', 'Expires: x'])
    const lines = text.split('\r\n')
    expect(faultsOfText(text, sent)).toEqual([
      {
        kind: 'scalar-too-large',
        line: lines.indexOf('Max-Forwards: 300'),
        header: 'max-forwards',
        section: 'RFC 3261 §20.22',
      },
      { kind: 'number-invalid', line: lines.indexOf('Expires: x'), header: 'expires', section: 'RFC 3261 §25.1' },
    ])
  })

  it('of an invalid line is where it stands, though the same text stands elsewhere too', () => {
    const text = sipText('OPTIONS sip:user@example.com SIP/2.0', ['A: x']).replace('A: x', 'oops\r\nB: oops\r\noops')
    const faults = faultsOfText(text, sent).filter(({ kind }) => kind === 'header-line-invalid')
    expect(faults.map(({ line }) => text.split('\r\n')[line])).toEqual(['oops', 'oops'])
    expect(faults[0]!.line).toBeLessThan(faults[1]!.line)
  })
})

describe('what cannot be known is not told', () => {
  it('a message that was cut off lacks nothing, and its last line proves nothing', () => {
    const text =
      'INVITE sip:user@example.com SIP/2.0\r\nVia: SIP/2.0/UDP host.example.com;branch=z9hG4bKa\r\nTo: "A <sip:us'
    expect(faultsOfText(text, { complete: false, exact: true })).toEqual([])
  })

  it('pasted text has lost the length of its body', () => {
    const text = sipText('INVITE sip:user@example.com SIP/2.0', ['Content-Length: 9999'], SDP)
    expect(faultsOfText(text.replaceAll('\r\n', '\n'), { complete: true, exact: false })).toEqual([])
  })
})

describe('properties', () => {
  it('no bytes throw, and no more than two hundred faults are told', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, complete) => {
        const text = `INVITE sip:a@b SIP/2.0\r\n${textOfBytes(bytes, 0, bytes.length)}`
        expect(faultsOfText(text, { complete, exact: true }).length).toBeLessThanOrEqual(200)
      }),
    )
    expect(faultsOfText(`OPTIONS sip:a@b SIP/2.0\r\n${'?\r\n'.repeat(900)}\r\n`, sent)).toHaveLength(200)
  })

  it('a valid message stays valid whatever line ends it has', () => {
    const text = sipText('INVITE sip:user@example.com SIP/2.0', [], SDP)
    for (const end of ['\n', '\r'])
      expect(faultsOfText(text.replaceAll('\r\n', end), { complete: true, exact: false })).toEqual([])
  })
})
