import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { looksLikeSip } from '../../../src/decode/sip/wire.ts'
import { faultsIn, SDP } from '../../support/faults-in.ts'
import { sipText } from '../../support/sip-text.ts'

// The verdicts of RFC 4475 and RFC 5118, on messages of our own that have exactly the trait of each section. A further set of
// messages with verdicts may be named in the environment as CORPUS_DIR.

/** Everything a `token` and a `user` may hold (RFC 3261 §25.1). */
const TOKEN = "aZ09-.!%*_+`'~"
const USER = "aZ09-_.!~*'()&=+$,;?/%20"

/** Section, its name in the RFC, a message with its trait, and the faults expected; none: the message is valid. */
type Case = readonly [section: string, name: string, text: string, ...faults: string[]]

const RFC_4475: readonly Case[] = [
  [
    '3.1.1.1',
    'a short tortuous INVITE: folding, blanks, compact and odd names, escapes in quotes',
    [
      'INVITE sip:user@example.com;unknownparam SIP/2.0',
      'TO :',
      ' sip:user@example.com ;   tag    = 19181n',
      'from   : "A B \\\\\\""       <sip:caller@example.net>',
      '  ;',
      '  tag = 98',
      'MaX-fOrWaRdS: 0068',
      'Call-ID: 11.x@192.0.2.1',
      'Content-Length   : 0',
      'cseq: 0009',
      '  INVITE',
      'Via  : SIP  /   2.0',
      ' /UDP',
      '    192.0.2.2;branch=390',
      's :',
      'NewHeader:   value',
      ' continued value',
      'Unknown: ;;,,;;,;',
      'Route:',
      ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
      'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
      '  branch  =   z9hG4bK9i  ,',
      ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
      ' z9hG4bK30',
      'm:"Quoted \\"\\"" <sip:caller@example.net> ; newparam =',
      '      newvalue ;',
      '  secondparam ; q = 0.33',
      '',
      '',
    ].join('\r\n'),
  ],
  [
    '3.1.1.2',
    'a wide range of valid characters',
    sipText(`!x${TOKEN} sip:1_${USER}:&it=1,$p(x)'@example.com SIP/2.0`, [
      `Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+\`'~`,
      `To: "BEL:\\\u0007 NUL:\\\0 DEL:\\\u007f" <sip:1_${USER}@example.com>`,
      `From: ${TOKEN} token2 <sip:caller@example.net>;fromParam''~+*_!.-%="\u0440\u0430";tag=${TOKEN}`,
      'Call-ID: word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
      'Max-Forwards: 255',
      `${TOKEN}:\ufeff\u5927\u505c`,
    ]),
  ],
  [
    '3.1.1.3',
    'the escape mechanism',
    sipText('INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0', ['To: sip:%75se%72@example.com']),
  ],
  [
    '3.1.1.4',
    'escaped nulls in URIs',
    sipText('REGISTER sip:example.com SIP/2.0', [
      'To: sip:null-%00-null@example.com',
      'Contact: <sip:%00@host.example.com>',
    ]),
  ],
  [
    '3.1.1.5',
    '% where it is no escape',
    sipText('RE%47ISTER sip:example.com SIP/2.0', [
      'To: "%Z%45" <sip:resource@example.com>',
      'C%6Fntact: <sip:a@b.example>',
    ]),
  ],
  [
    '3.1.1.6',
    'no blank between name and <',
    sipText('OPTIONS sip:user@example.com SIP/2.0', ['From: caller<sip:caller@example.com>;tag=323']),
  ],
  [
    '3.1.1.7',
    'long values',
    sipText(`INVITE sip:user@${'a.'.repeat(40)}example.com SIP/2.0`, [
      ...Array.from({ length: 34 }, (_, i) => `${i % 2 ? 'v' : 'Via'}: SIP/2.0/TCP sip${34 - i}.example.com`),
      `From: "${'A'.repeat(500)}l" <sip:${'u'.repeat(500)}@example.net>;tag=${'1'.repeat(500)};${'x'.repeat(300)}=${'y'.repeat(300)}`,
      `Call-ID: ${'l'.repeat(900)}`,
    ]),
  ],
  [
    '3.1.1.8',
    'octets after the message in one datagram',
    `${sipText('REGISTER sip:example.com SIP/2.0')}\r\nINVITE sip:joe@example.com SIP/2.0\r\nt: sip:joe@example.com\r\n\r\n${SDP}`,
  ],
  ['3.1.1.9', 'semicolons in the user part', sipText('OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0')],
  [
    '3.1.1.10',
    'unknown transports',
    sipText('OPTIONS sip:user@example.com SIP/2.0', [
      'Via: SIP/2.0/SCTP t1.example.com;branch=z9hG4bKa',
      'Via: SIP/2.0/UNKNOWN t2.example.com;branch=z9hG4bKb',
    ]),
  ],
  ['3.1.1.12', 'unusual reason phrase', sipText('SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e', ['CSeq: 7 INVITE'])],
  ['3.1.1.13', 'empty reason phrase', sipText('SIP/2.0 100 ')],
  [
    '3.1.2.1',
    'separators with nothing between them',
    sipText('INVITE sip:user@example.com SIP/2.0', [
      'Via: SIP/2.0/UDP 192.0.2.15;;,;,,',
      'Contact: "Joe" <sip:joe@example.org>;;;;',
    ]),
    'empty-list-member via',
    'empty-parameter via',
    'via-invalid via',
    'empty-parameter contact',
  ],
  [
    '3.1.2.2',
    'Content-Length beyond the message',
    sipText('INVITE sip:user@example.com SIP/2.0', ['Content-Length: 9999'], SDP),
    'content-length-beyond-body content-length',
  ],
  [
    '3.1.2.3',
    'negative Content-Length',
    sipText('INVITE sip:user@example.com SIP/2.0', ['Content-Length: -999'], SDP),
    'content-length-negative content-length',
  ],
  [
    '3.1.2.4',
    'overlarge numbers in a request',
    sipText('REGISTER sip:example.com SIP/2.0', [
      'CSeq: 36893488147419103232 REGISTER',
      'Max-Forwards: 300',
      'Expires: 10000000000',
      'Contact: <sip:user@host.example.com>;expires=280297596632815',
    ]),
    'scalar-too-large cseq',
    'scalar-too-large max-forwards',
    'scalar-too-large expires',
    'scalar-too-large contact',
  ],
  [
    '3.1.2.5',
    'overlarge numbers in a response',
    sipText('SIP/2.0 503 Service Unavailable', [
      'CSeq: 9292394834772304023312 OPTIONS',
      'Retry-After: 949302838503028349304023988',
      'Warning: 1812 overture "In Progress"',
    ]),
    'scalar-too-large cseq',
    'scalar-too-large retry-after',
    'warning-invalid warning',
  ],
  [
    '3.1.2.6',
    'a quote that is never closed',
    sipText('INVITE sip:user@example.com SIP/2.0', ['To: "Mr. J. User <sip:user@example.com>']),
    'unbalanced-quote to',
  ],
  ['3.1.2.7', '<> around the Request-URI', sipText('INVITE <sip:user@example.com> SIP/2.0'), 'uri-in-angle-brackets'],
  [
    '3.1.2.8',
    'a blank within the Request-URI',
    sipText('INVITE sip:user@example.com; lr SIP/2.0'),
    'blank-in-request-uri',
  ],
  [
    '3.1.2.9',
    'several blanks between the parts of the request line',
    sipText('INVITE  sip:user@example.com  SIP/2.0', ['CSeq: 7 INVITE']),
    'blank-in-start-line',
  ],
  [
    '3.1.2.10',
    'blanks behind the request line',
    sipText('OPTIONS sip:user@example.com SIP/2.0  '),
    'blank-in-start-line',
  ],
  [
    '3.1.2.11',
    'headers in the Request-URI',
    sipText('INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0'),
    'headers-in-request-uri',
  ],
  [
    '3.1.2.12',
    'a zone other than GMT',
    sipText('INVITE sip:user@example.com SIP/2.0', ['Date: Fri, 01 Jan 2010 16:00:00 EST']),
    'date-zone-not-gmt date',
  ],
  [
    '3.1.2.13',
    'a URI with ? and no <>',
    sipText('REGISTER sip:example.com SIP/2.0', ['Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E']),
    'uri-needs-angle-brackets contact',
  ],
  [
    '3.1.2.14',
    'blanks within <>',
    sipText('OPTIONS sip:user@example.com SIP/2.0', ['To: "Watson, Thomas" < sip:t.watson@example.org >']),
    'blank-in-uri to',
  ],
  [
    '3.1.2.15',
    'a name that needs quotes',
    sipText('OPTIONS sip:user@example.com SIP/2.0', ['From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43']),
    'display-name-invalid from',
  ],
  ['3.1.2.16', 'an unknown version', sipText('OPTIONS sip:user@example.com SIP/7.0'), 'unknown-version'],
  [
    '3.1.2.17',
    'CSeq of another method',
    sipText('OPTIONS sip:user@example.com SIP/2.0', ['CSeq: 8 INVITE']),
    'cseq-method-mismatch cseq',
  ],
  [
    '3.1.2.18',
    'CSeq of another method, neither known',
    sipText('NEWMETHOD sip:user@example.com SIP/2.0', ['CSeq: 8 INVITE']),
    'cseq-method-mismatch cseq',
  ],
  ['3.1.2.19', 'an overlarge status', sipText('SIP/2.0 4294967301 better not break'), 'status-out-of-range'],
  [
    '3.2.1',
    'a branch that is only the cookie',
    sipText('OPTIONS sip:user@example.com SIP/2.0', ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK']),
    'branch-without-identifier via',
  ],
  [
    '3.3.1',
    'required headers missing',
    sipText('INVITE sip:user@example.com SIP/2.0', ['-From:', '-To:', '-Call-ID:', '-Max-Forwards:', '-Contact:']),
    'missing-required-header from',
    'missing-required-header to',
    'missing-required-header call-id',
    'missing-required-header max-forwards',
    'missing-required-header contact',
  ],
  ['3.3.2', 'Request-URI of an unknown scheme', sipText('OPTIONS nobodyKnows:opaquecontent SIP/2.0')],
  ['3.3.3', 'Request-URI of a known but atypical scheme', sipText('OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0')],
  [
    '3.3.4',
    'unknown schemes in headers',
    sipText('REGISTER sip:example.com SIP/2.0', [
      'To: isbn:2983792873',
      'From: <http://www.example.com>;tag=32',
      'Contact: <name:John_Smith>',
    ]),
  ],
  [
    '3.3.5',
    'unknown extensions required',
    sipText('OPTIONS sip:user@example.com SIP/2.0', ['Require: nothingSupportsThis', 'Proxy-Require: norThis, orThis']),
  ],
  [
    '3.3.6',
    'an unknown kind of body',
    sipText('INVITE sip:user@example.com SIP/2.0', ['Content-Type: application/unknownformat'], '<audio>\r\n'),
  ],
  [
    '3.3.7',
    'an unknown kind of credentials',
    sipText('REGISTER sip:example.com SIP/2.0', ['Authorization: NoOneKnowsThisScheme opaque-data=here']),
  ],
  [
    '3.3.8',
    'single headers twice',
    sipText('INVITE sip:user@example.com SIP/2.0', [
      'CSeq: 5 INVITE',
      'CSeq: 59 INVITE',
      'Call-ID: a@192.0.2.1',
      'i: b@192.0.2.1',
      'From: sip:caller@example.com;tag=3',
      'f: sip:caller@example.net;tag=2',
      'To: sip:a@example.com',
      't: sip:b@example.net',
      'Max-Forwards: 70',
      'Max-Forwards: 5',
    ]),
    'duplicate-single-header cseq',
    'duplicate-single-header call-id',
    'duplicate-single-header from',
    'duplicate-single-header to',
    'duplicate-single-header max-forwards',
  ],
  [
    '3.3.9',
    'two Content-Lengths',
    sipText(
      'OPTIONS sip:user@example.com SIP/2.0',
      ['Content-Length: 6', 'l: 2', 'Content-Type: text/plain'],
      'octets',
    ),
    'duplicate-single-header content-length',
  ],
  [
    '3.3.10',
    'a response that came by broadcast',
    sipText('SIP/2.0 200 OK', [
      'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK13',
      'Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1s',
    ]),
  ],
  ['3.3.11', 'Max-Forwards of zero', sipText('OPTIONS sip:user@example.com SIP/2.0', ['Max-Forwards: 0'])],
  [
    '3.3.12',
    'REGISTER with a parameter of Contact',
    sipText('REGISTER sip:example.com SIP/2.0', ['Contact: sip:+19725552222@gw1.example.net;unknownparam']),
  ],
  [
    '3.3.13',
    'REGISTER with a parameter of the URI',
    sipText('REGISTER sip:example.com SIP/2.0', ['Contact: <sip:+19725552222@gw1.example.net;unknownparam>']),
  ],
  [
    '3.3.14',
    'REGISTER with an escaped header in the URI',
    sipText('REGISTER sip:example.com SIP/2.0', ['Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>']),
  ],
  [
    '3.3.15',
    'an Accept nobody can answer',
    sipText('INVITE sip:user@example.com SIP/2.0', ['Accept: text/nobodyKnowsThis'], SDP),
  ],
  [
    '3.4.1',
    'INVITE of an RFC 2543 client: no branch, no tag, no Max-Forwards, no Contact',
    sipText(
      'INVITE sip:user@example.com SIP/2.0',
      [
        'Via: SIP/2.0/UDP iftgw.example.com',
        'From: <sip:+13035551111@ift.example.net;user=phone>',
        'Record-Route: <sip:user@example.com;maddr=ss1.example.com>',
        '-Max-Forwards:',
        '-Contact:',
      ],
      SDP,
    ),
  ],
]

const RFC_5118: readonly Case[] = [
  [
    '4.1',
    'an IPv6 reference',
    sipText('REGISTER sip:[2001:db8::10] SIP/2.0', [
      'Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKa',
      'Contact: "C" <sip:caller@[2001:db8::1]>',
    ]),
  ],
  [
    '4.2',
    'IPv6 without brackets in the Request-URI',
    sipText('REGISTER sip:2001:db8::10 SIP/2.0'),
    'ipv6-without-brackets',
  ],
  [
    '4.3',
    'a port within the brackets, read as part of the address',
    sipText('REGISTER sip:[2001:db8::10:5070] SIP/2.0'),
  ],
  ['4.4', 'a port behind the brackets', sipText('REGISTER sip:[2001:db8::10]:5070 SIP/2.0')],
  [
    '4.5',
    'received without brackets',
    sipText('OPTIONS sip:[2001:db8::10] SIP/2.0', [
      'Via: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKa',
    ]),
  ],
  [
    '4.5',
    'received with brackets',
    sipText('OPTIONS sip:[2001:db8::10] SIP/2.0', [
      'Via: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKa',
    ]),
  ],
  [
    '4.6',
    'IPv6 in the description',
    sipText('INVITE sip:user@[2001:db8::10] SIP/2.0', [], SDP.replaceAll('IP4 192.0.2.15', 'IP6 2001:db8::20')),
  ],
  [
    '4.7',
    'IPv4 and IPv6 in headers',
    sipText('BYE sip:user@host.example.net SIP/2.0', [
      'Via: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKa',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb',
      'Via: SIP/2.0/UDP [2001:db8::9:255];branch=z9hG4bKc',
    ]),
  ],
  [
    '4.8',
    'IPv4 and IPv6 in the description',
    sipText('INVITE sip:user@[2001:db8::10] SIP/2.0', [], `${SDP}m=video 6024 RTP/AVP 107\r\nc=IN IP6 2001:db8::1\r\n`),
  ],
  [
    '4.9',
    'IPv4 mapped into IPv6',
    sipText('INVITE sip:user@example.com SIP/2.0', [
      'Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKa',
      'Contact: "T. desk" <sip:ted@[::ffff:192.0.2.2]>'.replace('"T. desk"', '"T"'),
    ]),
  ],
  [
    '4.10',
    'three colons, which the grammar of RFC 3261 derived by mistake',
    sipText('OPTIONS sip:user@[2001:db8:::192.0.2.1] SIP/2.0'),
    'ipv6-reference-invalid',
  ],
]

describe.each([
  ['RFC 4475', RFC_4475],
  ['RFC 5118', RFC_5118],
])('the torture messages of %s', (_, cases) => {
  it.each(cases)('§%s: %s', (_section, _name, text, ...faults) => {
    expect(faultsIn(Buffer.from(text))).toEqual(faults)
    const bytes = Buffer.from(text)
    expect(looksLikeSip(bytes, 0, bytes.length)).toBe(true)
  })
})

// A part of §3.1.1.11 is no text at all.
it('RFC 4475 §3.1.1.11: a multipart body with binary content', () => {
  const head = 'MESSAGE sip:user@example.com SIP/2.0'
  const binary = Buffer.from([0x30, 0x82, 0x01, 0x52, 0x00, 0xff, 0xfe, 0x0d, 0x80, 0x00])
  const body = Buffer.concat([
    Buffer.from(
      '--7a9\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a9\r\nContent-Type: application/octet-stream\r\n\r\n',
    ),
    binary,
    Buffer.from('\r\n--7a9--\r\n'),
  ])
  const headers = ['Content-Type: multipart/mixed;boundary=7a9', `Content-Length: ${body.length}`]
  expect(faultsIn(Buffer.concat([Buffer.from(sipText(head, headers)), body]))).toEqual([])
})

it('every section has a row', () => {
  const syntax = (first: string, count: number) => Array.from({ length: count }, (_, i) => `${first}.${i + 1}`)
  const sections = [...syntax('3.1.1', 13), ...syntax('3.1.2', 19), '3.2.1', ...syntax('3.3', 15), '3.4.1']
  const covered = [...new Set(RFC_4475.map(([section]) => section)), '3.1.1.11']
  expect(sections.filter((section) => !covered.includes(section))).toEqual([])
  expect(new Set(RFC_5118.map(([section]) => section)).size).toBe(10)
})

/** A row of the index of a corpus: the verdict of the RFC, beside the file's name. */
interface Verdict {
  readonly file: string
  readonly rfc?: string
  readonly verdict?: string
}

const corpus = process.env.CORPUS_DIR
describe.runIf(corpus)('the corpus', () => {
  const root = corpus ?? ''

  test('the verdicts of the RFCs', () => {
    const rows = (JSON.parse(readFileSync(join(root, 'index.json'), 'utf8')) as Verdict[]).filter(({ rfc }) => rfc)
    expect(rows.length).toBeGreaterThan(30)
    const wrong = rows.filter(({ file, verdict }) => {
      const faults = faultsIn(readFileSync(join(root, file)))
      return (faults.length === 0) === (verdict ?? '').startsWith('invalid')
    })
    expect(wrong.map(({ file }) => file)).toEqual([])
  })

  test('nothing throws on the messages without a verdict', () => {
    const files = globSync(join(root, 'torture/*/**/*.{dat,txt,sip,sdp,xml,uri}'))
    expect(new Set(files.map((file) => basename(dirname(file)))).size).toBeGreaterThan(4)
    for (const file of files) expect(() => faultsIn(readFileSync(file)), file).not.toThrow()
  })
})
