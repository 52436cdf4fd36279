import { describe, expect, it } from 'vitest'
import { digestOf, parseAuth } from '../../../src/decode/sip/auth.ts'
import { attestationOf } from '../../../src/decode/sip/values/identity.ts'
import { headerValues, locatedValues, type ReadHeader } from '../../../src/decode/sip/values.ts'
import { sipText } from '../../support/sip-text.ts'
import { decodedPacket, plain } from '../../support/sip-values.ts'

const decode = (...lines: string[]) => decodedPacket(sipText('OPTIONS sip:user@example.com SIP/2.0', lines))

/** The values of one header line, or of several of that name. */
const values = <Name extends ReadHeader>(name: Name, ...lines: string[]) =>
  headerValues(decode(...lines.map((value) => `${name}: ${value}`)), name)

const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const HEADER = b64({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: 'https://cert.example.org/a.pem' })
const PAYLOAD = b64({
  attest: 'A',
  dest: { tn: ['12155550113'] },
  iat: 1443208345,
  orig: { tn: '12155550112' },
  origid: '123e',
})

describe('a value of', () => {
  it.each<[ReadHeader, string, readonly unknown[]]>([
    ['via', 'SIP/2.0/UDP a;maddr=[ff02::1];ttl=16;branch=z9', [{ host: 'a', maddr: 'ff02::1', ttl: 16, branch: 'z9' }]],
    ['via', 'SIP/2.0/udp a;ttl=300;rport=', [{ transport: 'UDP', ttl: undefined, rport: 0 }]],
    [
      'via',
      'SIP/2.0/TLS-SCTP [2001:db8::9]:5061, SIP/2.0/WS x.invalid',
      [{ transport: 'TLS-SCTP', host: '2001:db8::9', port: 5061 }, { transport: 'WS' }],
    ],
    ['contact', '*', [{ wildcard: true, expiresS: undefined }]],
    [
      'contact',
      '"A, B" <sip:a@192.0.2.1;ob>;expires=60;q=0.7;+sip.instance="<urn:uuid:0000>";reg-id=1, <sip:b@c>;expires=x;q=2',
      [
        {
          wildcard: false,
          expiresS: 60,
          q: 0.7,
          instance: 'urn:uuid:0000',
          regId: 1,
          outbound: true,
          address: { displayName: 'A, B' },
        },
        { expiresS: undefined, q: undefined, instance: undefined, regId: undefined, outbound: false },
      ],
    ],
    [
      'record-route',
      '<sip:p1.example.com;lr>,<sip:p2.example.com:5080;lr>',
      [{ uriText: 'sip:p1.example.com;lr' }, { uriText: 'sip:p2.example.com:5080;lr' }],
    ],
    ['p-asserted-identity', '"A" <sip:a@b>, tel:+12025550101', [{ displayName: 'A' }, { uriText: 'tel:+12025550101' }]],
    [
      'geolocation',
      '<cid:loc@example.com>, <https://ls.example.com/1>;inserted-by="x"',
      [{ uriText: 'cid:loc@example.com' }, { uriText: 'https://ls.example.com/1' }],
    ],
    [
      'reason',
      'Q.850 ;cause=16;text="Normal, clearing", SIP;cause=200;text="Call completed elsewhere"',
      [
        { protocol: 'Q.850', cause: 16, text: 'Normal, clearing' },
        { protocol: 'SIP', cause: 200 },
      ],
    ],
    ['reason', 'q.850;cause="34"', [{ protocol: 'Q.850', cause: 34, text: undefined }]],
    ['reason', 'STIR;text="no cause";cause=99999', [{ protocol: 'STIR', cause: undefined }]],
    ['reason', ';cause=1', []],
    [
      'warning',
      '305 sbc.example.com "Incompatible, media", 399 192.0.2.1:5060 "x"',
      [{ code: 305, agent: 'sbc.example.com', text: 'Incompatible, media' }, { code: 399 }],
    ],
    ['warning', '304', [{ code: 304, agent: undefined, text: undefined }]],
    ['warning', 'text', []],
    ['retry-after', '18 (in a meeting);duration=3600', [{ seconds: 18, comment: 'in a meeting', durationS: 3600 }]],
    ['retry-after', '120', [{ seconds: 120, comment: undefined, durationS: undefined }]],
    ['retry-after', 'soon', []],
    ['session-expires', '1800;refresher=UAC', [{ seconds: 1800, refresher: 'uac' }]],
    ['min-se', '90;lr', [90]],
    ['expires', ' 3600', [3600]],
    ['expires', '-1', []],
    ['max-forwards', '0068', [68]],
    ['timestamp', '54.1 0.2', [{ seconds: 54.1, delayS: 0.2 }]],
    ['timestamp', '54', [{ seconds: 54, delayS: undefined }]],
    ['timestamp', '.', []],
    ['rack', '776656 1 INVITE', [{ rseq: 776656, cseq: 1, method: 'INVITE' }]],
    ['rack', '1 INVITE', []],
    ['rseq', '988789', [988789]],
    [
      'replaces',
      '12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only',
      [{ callId: '12adf2f34456gs5', toTag: '12345', fromTag: '54321', earlyOnly: true }],
    ],
    ['join', 'a@b;from-tag=1;to-tag=2', [{ callId: 'a@b', toTag: '2', fromTag: '1', earlyOnly: false }]],
    ['target-dialog', 'a@b;local-tag=1;remote-tag=2', [{ callId: 'a@b', toTag: '2', fromTag: '1' }]],
    ['replaces', ';to-tag=1', []],
    ['event', 'dialog;id=7', [{ value: 'dialog' }]],
    [
      'subscription-state',
      'Terminated;reason=TimeOut;retry-after=30',
      [{ state: 'terminated', reason: 'timeout', retryAfterS: 30, expiresS: undefined }],
    ],
    ['subscription-state', 'active;expires=600', [{ state: 'active', expiresS: 600, reason: undefined }]],
    ['supported', '100rel, timer,,path', ['100rel', 'timer', 'path']],
    ['allow', 'INVITE,ACK', ['INVITE', 'ACK']],
    ['allow-events', 'presence, dialog', ['presence', 'dialog']],
    [
      'accept',
      'application/sdp;level=1, text/html;q=0.3',
      [
        { value: 'application/sdp', q: 1 },
        { value: 'text/html', q: 0.3 },
      ],
    ],
    ['privacy', 'id; Critical', ['id', 'critical']],
    ['priority', 'emergency', [{ value: 'emergency' }]],
    [
      'resource-priority',
      'dsn.FLASH, wps.3, odd',
      [
        { namespace: 'dsn', priority: 'flash' },
        { namespace: 'wps', priority: '3' },
      ],
    ],
    ['p-early-media', 'sendrecv, gated', ['sendrecv', 'gated']],
    ['p-access-network-info', '3GPP-E-UTRAN-FDD; utran-cell-id-3gpp="234151D0FCE11"', [{ value: '3GPP-E-UTRAN-FDD' }]],
    ['geolocation-routing', 'yes', [{ value: 'yes' }]],
    [
      'history-info',
      '<sip:a@example.com?Reason=SIP%3Bcause%3D302&Privacy=history>;index=1, <sip:b@example.com>;index=1.1',
      [
        { index: '1', reasons: [{ protocol: 'SIP', cause: 302 }], privacy: 'history' },
        { index: '1.1', reasons: [], privacy: undefined },
      ],
    ],
    [
      'diversion',
      '"A" <sip:9180@example.com>;reason=User-Busy;counter=1;privacy=off',
      [{ reason: 'user-busy', counter: 1 }],
    ],
    [
      'session-id',
      'F329A19B-dd6e9960881d66e6bab59592;remote=00000000000000000000000000000000',
      [{ local: 'f329a19bdd6e9960881d66e6bab59592', remote: undefined }],
    ],
    ['session-id', 'short', []],
    ['date', 'Sat, 13 Nov 2010 23:29:00 GMT', [{ at: Date.UTC(2010, 10, 13, 23, 29) * 1_000, zone: 'GMT' }]],
    ['date', 'Sat, 13 Nov 2010 23:29:00 EST', [{ at: undefined, zone: 'EST' }]],
    ['date', 'Sun, 31 Feb 2010 23:29:00 GMT', [{ at: undefined }]],
    ['date', '2010-11-13', []],
    ['content-type', 'Multipart / Mixed ; boundary="a;b"', [{ type: 'multipart/mixed' }]],
    ['content-type', 'sdp', []],
    ['content-disposition', 'session;handling=required', [{ value: 'session' }]],
    ['user-agent', 'Asterisk PBX 20.5.0', [{ name: 'Asterisk PBX 20.5.0', version: undefined, comment: undefined }]],
    [
      'server',
      'Cisco-SIPGateway/IOS-16.12.5 (CUBE) Kamailio/5.7',
      [
        { name: 'Cisco-SIPGateway', version: 'IOS-16.12.5', comment: 'CUBE' },
        { name: 'Kamailio', version: '5.7' },
      ],
    ],
    ['cisco-guid', '4275332220-0657461742-2505228994-3583108300', ['fed4647c273011ee9552c2c2d591e4cc']],
    ['cisco-guid', '4294967296-1-1-1', []],
    [
      'user-to-user',
      '56a390f3;encoding=hex;purpose=isdn-uui',
      [{ data: '56a390f3', encoding: 'hex', purpose: 'isdn-uui' }],
    ],
    [
      'p-rtp-stat',
      'PS=300,OS=48000,PR=365,OR=58400,PL=0,JI=1,LA=2,DU=7',
      [{ packetsSent: 300, packetsReceived: 365, packetsLost: 0, jitterMs: 1, latencyMs: 2, durationS: 7 }],
    ],
    ['p-rtp-stat', 'PS=nodata, PL=-1 JI=3', [{ packetsSent: undefined, packetsLost: -1, jitterMs: undefined }]],
    ['p-rtp-stat', 'PS=1 PR=2', [{ packetsSent: 1, packetsReceived: 2 }]],
    ['p-rtp-stat', 'none', []],
    [
      'x-rtp-stat',
      'CS=0;CD=5;PR=250;PS=251;PL=2,3;JI=7.5,7.0;EN=PCMU/8000',
      [{ packetsSent: 251, packetsReceived: 250, packetsLost: 2, jitterMs: 7.5, durationS: 5 }],
    ],
    [
      'rtp-rxstat',
      'Dur=42,Pkt=2098,Oct=360856,LatePkt=6,LostPkt=1,AvgJit=4,VQMetrics="MLQK=4.5;CS=0,1"',
      [{ packetsReceived: 2098, packetsSent: undefined, packetsLost: 1, jitterMs: 4, durationS: 42 }],
    ],
    ['rtp-txstat', 'Dur=42,Pkt=2094', [{ packetsSent: 2094, packetsReceived: undefined }]],
    [
      'identity',
      `${HEADER}.${PAYLOAD}.sig_-1;info=<https://cert.example.org/a.pem>;alg=ES256;ppt="shaken"`,
      [
        {
          form: 'full',
          signed: true,
          info: 'https://cert.example.org/a.pem',
          alg: 'ES256',
          ppt: 'shaken',
          header: { alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: 'https://cert.example.org/a.pem' },
        },
      ],
    ],
    [
      'identity',
      '..sig;info=<https://a.example>',
      [{ form: 'compact', header: undefined, payload: undefined, signed: true, ppt: undefined }],
    ],
    ['identity', `${b64([1])}.bm90IGpzb24.`, [{ form: 'full', header: undefined, payload: undefined, signed: false }]],
    ['identity', '"old/signature=="', [{ form: 'legacy', header: undefined }]],
  ])('%s: %s', (name, line, expected) => {
    const found = values(name, line)
    expect(found).toHaveLength(expected.length)
    expected.forEach((one, i) => {
      if (typeof one === 'object') expect(found[i]).toMatchObject(one as object)
      else expect(found[i]).toBe(one)
    })
  })

  it.each<[ReadHeader, string, unknown]>([
    [
      'p-charging-vector',
      'icid-value="1234bc;x";icid-generated-at=192.0.2.1;orig-ioi=a.example',
      { 'icid-value': '1234bc;x', 'icid-generated-at': '192.0.2.1', 'orig-ioi': 'a.example' },
    ],
    [
      'authentication-info',
      'nextnonce="a,b", qop=auth, nc=00000001',
      { nextnonce: 'a,b', qop: 'auth', nc: '00000001' },
    ],
  ])('%s is its parameters', (name, line, expected) => {
    expect(values(name, line).map(plain)).toEqual([expected])
  })
})

it('several lines and several values on a line come in order, each with its line', () => {
  const message = decode('Supported: a, b', 'Subject: x', 'k: c')
  expect(headerValues(message, 'supported')).toEqual(['a', 'b', 'c'])
  const located = locatedValues(message, 'supported')
  expect(located.map(({ value, header }) => [value, message.raw.split('\r\n')[header.line]])).toEqual([
    ['a', 'Supported: a, b'],
    ['b', 'Supported: a, b'],
    ['c', 'k: c'],
  ])
  expect(headerValues(message, 'require')).toEqual([])
})

describe('credentials and challenges', () => {
  it('of several schemes on one line are told apart', () => {
    const found = values(
      'www-authenticate',
      'Digest realm="a, Digest x=1", nonce="n1", qop="auth,auth-int", algorithm=SHA-256, Digest realm="a",nonce="n2", Bearer authz_server="https://a.example", Negotiate',
    )
    expect(found.map(({ scheme, params }) => [scheme, params.get('realm'), params.get('nonce')])).toEqual([
      ['digest', 'a, Digest x=1', 'n1'],
      ['digest', 'a', 'n2'],
      ['bearer', undefined, undefined],
    ])
    expect(found[2]!.params.get('authz_server')).toBe('https://a.example')
  })

  it('on lines of their own are one each', () => {
    expect(values('proxy-authenticate', 'Digest realm="a"', 'Basic realm="b"').map(({ scheme }) => scheme)).toEqual([
      'digest',
      'basic',
    ])
  })

  it.each([
    ['Digest realm="a"', { algorithm: 'MD5', session: false, qop: [], stale: false, nonceCount: undefined }],
    ['Digest algorithm=md5-SESS,qop="AUTH, auth-int"', { algorithm: 'MD5', session: true, qop: ['auth', 'auth-int'] }],
    ['Digest algorithm=SHA-512-256,stale=TRUE', { algorithm: 'SHA-512-256', session: false, stale: true }],
    ['Digest algorithm="SHA-256",nc=0000000a,qop=auth', { algorithm: 'SHA-256', nonceCount: 10, qop: ['auth'] }],
    ['Digest algorithm=AKAV1-md5', { algorithm: 'AKAv1-MD5' }],
    ['Digest algorithm=WHIRL,nc=xyz', { algorithm: 'WHIRL', nonceCount: undefined }],
  ])('%s', (line, expected) => {
    expect(digestOf(parseAuth(line)!)).toMatchObject(expected)
  })

  it('of other schemes have no digest', () => {
    expect(digestOf(parseAuth('Basic YTpi')!)).toBeUndefined()
  })
})

it('a PASSporT says who attests what', () => {
  const [identity] = values('identity', `${HEADER}.${PAYLOAD}.sig`)
  expect(attestationOf(identity!)).toEqual({
    attest: 'A',
    origId: '123e',
    origTn: '12155550112',
    destTns: ['12155550113'],
    issuedAtS: 1443208345,
  })
  expect(attestationOf({ payload: { attest: 1, orig: null, dest: { tn: 'x' }, iat: '12' } })).toEqual({
    attest: undefined,
    origId: undefined,
    origTn: undefined,
    destTns: ['x'],
    issuedAtS: 12,
  })
  expect(attestationOf({ payload: undefined }).destTns).toEqual([])
})
