import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodiesOf, bodyParts, type ReadBody } from '../../../src/decode/sip/bodies.ts'
import { decodeSip } from '../../../src/decode/sip/decode.ts'
import { sipText } from '../../support/sip-text.ts'

const decode = (type: string, body: string) =>
  decodeSip(
    sipText('NOTIFY sip:user@example.com SIP/2.0', type === '' ? ['-Content-Type:'] : [`Content-Type: ${type}`], body),
    {
      number: 1,
      at: 1,
      origin: { kind: 'frame', number: 1 },
      source: undefined,
      destination: undefined,
      transport: 'UDP',
    },
    () => {},
  )!

const crlf = (...lines: readonly string[]) => lines.join('\r\n')
const one = <Type extends ReadBody>(type: Type, body: string) =>
  bodiesOf(decode(type, body), type).map(({ value }) => value)

describe('the parts of a body', () => {
  it('are the body itself when it is no multipart', () => {
    expect(bodyParts(decode('text/plain;charset=utf-8', 'a\r\nb'))).toMatchObject([
      { type: 'text/plain', text: 'a\r\nb' },
    ])
    expect(bodyParts(decode('', 'a'))).toMatchObject([{ type: '', text: 'a' }])
    expect(bodyParts(decode('text/plain', ''))).toEqual([])
  })

  const nested = crlf(
    'preamble',
    '--out',
    'Content-Type: multipart/related;',
    ' boundary="in;1"',
    'Content-ID: <outer@example.com>',
    '',
    '--in;1',
    'content-type : application/sdp',
    '',
    'v=0',
    's=x',
    '--in;1 ',
    'c: application/pidf+xml',
    'Content-ID: <loc@example.com>',
    '',
    '<presence/>',
    '--in;1--',
    'epilogue',
    '--out',
    '',
    'no headers',
    '--outside is no delimiter',
    '--out--',
    '--out',
    'Content-Type: text/late',
    '',
    'late',
  )

  it('are found within each other, with their headers and lines', () => {
    const message = decode('multipart/mixed;boundary=out', nested)
    const parts = bodyParts(message)
    expect(parts.map(({ type, text }) => [type, text])).toEqual([
      ['application/sdp', 'v=0\r\ns=x'],
      ['application/pidf+xml', '<presence/>'],
      ['', 'no headers\r\n--outside is no delimiter'],
    ])
    expect(parts[1]!.headers.get('content-id')).toBe('<loc@example.com>')
    const lines = message.raw.split('\r\n')
    expect(parts.map(({ line }) => lines[line])).toEqual(['v=0', '<presence/>', 'no headers'])
  })

  it('are the same with other line ends', () => {
    for (const end of ['\n', '\r']) {
      const parts = bodyParts(decode('multipart/mixed;boundary=out', nested.replaceAll('\r\n', end)))
      expect(parts.map(({ text }) => text.replaceAll(end, '\r\n'))).toEqual(
        bodyParts(decode('multipart/mixed;boundary=out', nested)).map(({ text }) => text),
      )
    }
  })

  it('of an unnamed boundary are parted by the first delimiter', () => {
    expect(bodyParts(decode('multipart/mixed', nested)).map(({ type }) => type)).toEqual([
      'application/sdp',
      'application/pidf+xml',
      '',
    ])
  })

  it('of a boundary that is not there are none', () => {
    expect(bodyParts(decode('multipart/mixed;boundary=other', nested))).toEqual([])
  })

  it('that were cut off are read as far as they go', () => {
    expect(
      bodyParts(decode('multipart/mixed;boundary=b', crlf('--b', 'Content-Type: text/a', '', 'half'))),
    ).toMatchObject([{ type: 'text/a', text: 'half' }])
    expect(bodyParts(decode('multipart/mixed;boundary=b', crlf('--b', 'Content-Type: text/a')))).toMatchObject([
      { type: 'text/a', text: '' },
    ])
  })

  it('are no more than 64, and go no deeper than three', () => {
    expect(bodyParts(decode('multipart/mixed;boundary=b', '--b\r\n\r\nx\r\n'.repeat(500)))).toHaveLength(64)
    const deep = (level: number): string =>
      level === 9
        ? 'x'
        : crlf(`--${level}`, `Content-Type: multipart/mixed;boundary=${level + 1}`, '', deep(level + 1), `--${level}--`)
    expect(bodyParts(decode('multipart/mixed;boundary=0', deep(0)))).toMatchObject([{ type: 'multipart/mixed' }])
  })
})

describe('message/sipfrag', () => {
  it.each([
    ['SIP/2.0 100 Trying', { start: { kind: 'response', status: 100, reason: 'Trying' } }],
    ['SIP/2.0 603 Declined\r\nReason: Q.850;cause=21\r\n', { start: { kind: 'response', status: 603 } }],
    ['From: <sip:a@b>;tag=1\r\nl: 0', { start: undefined }],
  ])('%j', (text, expected) => {
    expect(one('message/sipfrag', text)).toMatchObject([expected])
  })

  it('has headers by canonical name', () => {
    expect([
      ...one('message/sipfrag', 'SIP/2.0 486 Busy\r\nf: x\r\nReason: y\r\n\r\nnot: a header')[0]!.headers,
    ]).toEqual([
      ['from', 'x'],
      ['reason', 'y'],
    ])
  })

  it('of nothing is none', () => {
    expect(one('message/sipfrag', 'nothing')).toEqual([])
  })
})

it('application/simple-message-summary counts', () => {
  const [summary] = one(
    'application/simple-message-summary',
    crlf('Messages-Waiting: yes', 'Message-Account: sip:a@b', 'voice-message: 4/8 (1/2)', 'Fax-Message: 0/3', ''),
  )
  expect(summary).toMatchObject({ waiting: true, account: 'sip:a@b' })
  expect([...summary!.counts]).toEqual([
    ['voice-message', { fresh: 4, old: 8, urgentFresh: 1, urgentOld: 2 }],
    ['fax-message', { fresh: 0, old: 3, urgentFresh: 0, urgentOld: 0 }],
  ])
  expect(one('application/simple-message-summary', 'Voice-Message: 1/1')).toEqual([])
})

describe('presence and watchers', () => {
  const PRESENCE = `<?xml version="1.0"?>
    <!-- <tuple id="commented"/> -->
    <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:x" entity='pres:a@example.com'>
      <tuple id="t&amp;1"><status><basic>Open</basic>
        <gp:geopriv><gp:location-info><gml:Point><gml:pos>37.7 -122.4</gml:pos></gml:Point></gp:location-info></gp:geopriv></status>
        <contact priority="0.8"><![CDATA[sip:a@example.com]]></contact></tuple>
      <tuple id="t2"><status><basic>closed</basic></status></tuple>
    </presence>`

  it('a document with a location', () => {
    expect(one('application/pidf+xml', PRESENCE)).toEqual([
      {
        entity: 'pres:a@example.com',
        tuples: [
          { id: 't&1', basic: 'open', contact: 'sip:a@example.com' },
          { id: 't2', basic: 'closed', contact: undefined },
        ],
        located: true,
      },
    ])
  })

  it.each(['', '<a/>', '<presence', 'text'])('%j is no presence', (text) => {
    expect(one('application/pidf+xml', text || ' ')).toEqual([])
  })

  it('an empty or unclosed one is read as far as it goes', () => {
    expect(one('application/pidf+xml', '<p:presence/>')).toEqual([{ entity: undefined, tuples: [], located: false }])
    expect(one('application/pidf+xml', '<presence><tuple id="a"><basic>open</status></presence>')[0]!.tuples).toEqual([
      { id: 'a', basic: 'open', contact: undefined },
    ])
  })

  it('dialogs', () => {
    const text =
      '<dialog-info version="3" state="full" entity="sip:a@b"><dialog id="d" call-id="c" local-tag="l" remote-tag="r" direction="initiator"><state event="x">Confirmed</state></dialog></dialog-info>'
    expect(one('application/dialog-info+xml', text)).toEqual([
      {
        entity: 'sip:a@b',
        state: 'full',
        version: 3,
        dialogs: [{ id: 'd', callId: 'c', localTag: 'l', remoteTag: 'r', direction: 'initiator', state: 'confirmed' }],
      },
    ])
  })

  it('registrations', () => {
    const text =
      '<reginfo version="x" state="partial"><registration aor="sip:a@b" state="active"><contact state="terminated" event="expired"><uri>sip:a&#64;192.0.2.1</uri></contact></registration></reginfo>'
    expect(one('application/reginfo+xml', text)).toEqual([
      {
        state: 'partial',
        version: undefined,
        registrations: [
          {
            aor: 'sip:a@b',
            state: 'active',
            contacts: [{ uri: 'sip:a@192.0.2.1', state: 'terminated', event: 'expired' }],
          },
        ],
      },
    ])
  })

  it('a picture asked for', () => {
    const ask = (inner: string) =>
      one(
        'application/media_control+xml',
        `<media_control><vc_primitive><to_encoder>${inner}</to_encoder></vc_primitive></media_control>`,
      )
    expect(ask('<picture_fast_update/>')).toEqual([{ pictureFastUpdate: true }])
    expect(ask('')).toEqual([{ pictureFastUpdate: false }])
  })
})

describe('digits in INFO', () => {
  it.each([
    ['Signal=5\r\nDuration=160\r\n', { signal: '5', durationMs: 160 }],
    ['Signal= 11\nDuration= 250', { signal: '#', durationMs: 250 }],
    ['signal=*', { signal: '*', durationMs: undefined }],
    ['Signal=16', { signal: '!', durationMs: undefined }],
  ])('%j', (text, expected) => {
    expect(one('application/dtmf-relay', text)).toEqual([expected])
  })

  it.each([
    ['d', 'D'],
    ['10', '*'],
    ['1', '1'],
  ])('%s alone', (text, signal) => {
    expect(one('application/dtmf', text)).toEqual([{ signal, durationMs: undefined }])
  })

  it.each(['Signal=x', 'Duration=5', 'Signal=17'])('%s is none', (text) => {
    expect(one('application/dtmf-relay', text)).toEqual([])
  })
})

it.each([
  ['\u0001\u0000', 'IAM'],
  ['\u000c\u0002', 'REL'],
  ['\u0047', '0x47'],
])('application/isup %j is %s', (text, message) => {
  expect(one('application/isup', text)).toEqual([{ message }])
})

describe('application/vq-rtcpxr', () => {
  const REPORT = crlf(
    'VQSessionReport: CallTerm',
    'CallID: 6dg37f1890463',
    'LocalID: Alice <sip:alice@example.org>',
    'RemoteID: <sip:bob@example.net>',
    'OrigID: <sip:alice@example.org>',
    'LocalAddr: IP=192.0.2.100 PORT=5000 SSRC=1a3b5c7d',
    'RemoteAddr:IP=[2001:db8::2] PORT=5002 SSRC=0x2468abcd',
    'LocalMetrics:',
    'Timestamps:START=2004-10-10T18:23:43Z STOP=2004-10-10T18:26:02Z',
    'SessionDesc:PT=18 PD=G729 SR=8000 FD=20 FO=20 FPP=2 PPS=50 FMTP="annexb=no" PLC=3 SSUP=on',
    'JitterBuffer:JBA=3 JBR=2 JBN=40 JBM=80 JBX=120',
    'PacketLoss:NLR=5.0 JDR=2.0',
    'BurstGapLoss:BLD=0 BD=0 GLD=2.0 GD=500 GMIN=16',
    'Delay:RTD=200 ESD=140 SOWD=100 IAJ=2 MAJ=10',
    'Signal:SL=-18 NL=-50 RERL=55',
    'QualityEst:RLQ=90 RCQ=85 EXTRI=127 MOSLQ=4.2 MOSCQ=127 QoEEstAlg=P.564',
    'RemoteMetrics:',
    'PacketLoss:NLR=1.0 JDR=x',
    'DialogID:38419823470834;to-tag=8472761;from-tag=9123dh311',
    '',
  )

  it('has every group of both sides', () => {
    const [report] = one('application/vq-rtcpxr', REPORT)
    expect(report).toMatchObject({
      kind: 'session',
      final: true,
      callId: '6dg37f1890463',
      localId: 'Alice <sip:alice@example.org>',
      remoteId: '<sip:bob@example.net>',
      origId: '<sip:alice@example.org>',
      local: { address: '192.0.2.100', port: 5000, ssrc: 0x1a3b5c7d },
      remote: { address: '2001:db8::2', port: 5002, ssrc: 0x2468abcd },
      dialog: { callId: '38419823470834', toTag: '8472761', fromTag: '9123dh311' },
      remoteMetrics: { lossPercent: 1, discardPercent: undefined, startedAt: undefined },
    })
    expect(report!.localMetrics).toEqual({
      startedAt: Date.UTC(2004, 9, 10, 18, 23, 43) * 1_000,
      stoppedAt: Date.UTC(2004, 9, 10, 18, 26, 2) * 1_000,
      session: {
        payloadType: 18,
        codec: 'G729',
        sampleRateHz: 8000,
        frameDurationMs: 20,
        frameOctets: 20,
        framesPerPacket: 2,
        packetsPerSecond: 50,
        fmtp: 'annexb=no',
        lossConcealment: 3,
        silenceSuppression: true,
      },
      jitterBuffer: { adaptive: 3, rate: 2, nominalMs: 40, maximumMs: 80, absoluteMaximumMs: 120 },
      lossPercent: 5,
      discardPercent: 2,
      burst: { lossDensityPercent: 0, durationMs: 0, gapLossDensityPercent: 2, gapDurationMs: 500, minimumGap: 16 },
      delay: { roundTripMs: 200, endSystemMs: 140, oneWayMs: 100, interarrivalJitterMs: 2, meanAbsoluteJitterMs: 10 },
      signal: { levelDbm: -18, noiseDbm: -50, residualEchoReturnLossDb: 55 },
      quality: {
        listeningR: 90,
        conversationalR: 85,
        externalInR: undefined,
        externalOutR: undefined,
        mosLq: 4.2,
        mosCq: undefined,
        algorithm: 'P.564',
      },
    })
  })

  it('of an interval and of an alert', () => {
    expect(one('application/vq-rtcpxr', 'VQIntervalReport\r\nCallID: 1')).toMatchObject([
      { kind: 'interval', final: false, callId: '1', localMetrics: undefined },
    ])
    expect(one('application/vq-rtcpxr', 'VQReport: x\r\nCallID: 1')).toEqual([])
    const [alert] = one('application/vq-rtcpxr', 'VQAlertReport: Type=NLR Severity=Critical Dir=local\r\nCallID: 1')
    expect([...alert!.alert]).toEqual([
      ['TYPE', 'NLR'],
      ['SEVERITY', 'Critical'],
      ['DIR', 'local'],
    ])
  })
})

it('no body throws', () => {
  const TYPES = [
    'message/sipfrag',
    'application/pidf+xml',
    'application/vq-rtcpxr',
    'application/dtmf-relay',
    'application/simple-message-summary',
    'application/reginfo+xml',
    'application/isup',
  ] as const
  const FRAGMENTS = [
    '<',
    '>',
    '</',
    '/>',
    '<a>',
    '<presence>',
    '<reginfo>',
    '"',
    "'",
    '=',
    '&',
    '&#',
    ';',
    '&#99999999;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '--b',
    '--b--',
    '\r\n',
    '\n',
    '\r',
    ':',
    'VQSessionReport: CallTerm',
    'LocalMetrics:',
    'Delay: RTD=',
    'a',
    '1',
    ' ',
    '\0',
    '\ud800',
    'Content-Type: multipart/mixed;boundary=b',
  ]
  const text = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), fc.boolean(), text, (type, whole, body) => {
      const message = decode(whole ? type : 'multipart/mixed;boundary=b', body)
      for (const { value } of bodiesOf(message, type)) expect(value).toBeTruthy()
    }),
    { numRuns: 1_000 },
  )
})
