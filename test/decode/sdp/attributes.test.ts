import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeValues, type ReadAttribute } from '../../../src/decode/sdp/attributes.ts'
import { decodeDescription } from '../../../src/decode/sdp/description.ts'
import { formatOf } from '../../../src/decode/sdp/values/fmtp.ts'
import { t38Of } from '../../../src/decode/sdp/values/t38.ts'

const describe1 = (...lines: string[]) =>
  decodeDescription(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', ...lines].join('\r\n'), 0, () => {})!
const level = (...lines: string[]) => describe1('m=audio 4000 RTP/AVP 0', ...lines).media[0]!
const values = (name: ReadAttribute, line: string) => attributeValues(level(line), name).map(({ value }) => value)

/** 30, 46 and 28 bytes of key and salt in base64. */
const KEY_30 = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0'
const KEY_46 = `${'QUJD'.repeat(15)}QQ==`
const KEY_28 = `${'QUJD'.repeat(9)}QQ==`
const SHA_256 = Array(32).fill('aB').join(':')

describe('a value of', () => {
  it.each<[ReadAttribute, string, readonly unknown[]]>([
    [
      'crypto',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}|2^20|1:32 KDR=1 UNENCRYPTED_SRTP`,
      [
        {
          tag: 1,
          suite: 'AES_CM_128_HMAC_SHA1_80',
          expectedKeyBytes: 30,
          keys: [{ bytes: 30, lifetime: '2^20', mki: '1:32' }],
          sessionParams: ['KDR=1', 'UNENCRYPTED_SRTP'],
        },
      ],
    ],
    [
      'crypto',
      `a=crypto:2 aes_256_cm_hmac_sha1_80 inline:${KEY_46}|1:4;inline:${KEY_46}|2:4`,
      [
        {
          expectedKeyBytes: 46,
          keys: [
            { bytes: 46, lifetime: undefined, mki: '1:4' },
            { bytes: 46, mki: '2:4' },
          ],
        },
      ],
    ],
    ['crypto', `a=crypto:3 AEAD_AES_128_GCM inline:${KEY_28}`, [{ expectedKeyBytes: 28, keys: [{ bytes: 28 }] }]],
    ['crypto', 'a=crypto:4 NULL inline:***', [{ expectedKeyBytes: undefined, keys: [{ bytes: undefined }] }]],
    ['crypto', `a=crypto:5 AES_CM_128_HMAC_SHA1_32 ${KEY_30}`, [{ tag: 5, keys: [] }]],
    ['crypto', 'a=crypto:AES_CM_128_HMAC_SHA1_80 inline:x', []],
    ['crypto', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80', []],
    [
      'fingerprint',
      `a=fingerprint:SHA-256 ${SHA_256}`,
      [{ hash: 'sha-256', value: SHA_256.toUpperCase(), wellFormed: true }],
    ],
    ['fingerprint', 'a=fingerprint:sha-1 AA:BB', [{ hash: 'sha-1', wellFormed: false }]],
    ['fingerprint', 'a=fingerprint:sha3-9 AA', [{ wellFormed: undefined }]],
    ['fingerprint', 'a=fingerprint:sha-256', []],
    ['setup', 'a=setup:ActPass', ['actpass']],
    [
      'candidate',
      'a=candidate:1 1 UDP 2130706431 192.0.2.5 4000 typ host generation 0',
      [
        {
          foundation: '1',
          component: 1,
          transport: 'udp',
          priority: 2130706431,
          address: '192.0.2.5',
          port: 4000,
          type: 'host',
          relatedAddress: undefined,
          relatedPort: undefined,
        },
      ],
    ],
    [
      'candidate',
      'a=candidate:2 2 tcp 99 2001:db8::1 9 typ srflx raddr 10.0.0.5 rport 4001 tcptype active',
      [{ component: 2, type: 'srflx', relatedAddress: '10.0.0.5', relatedPort: 4001, tcpType: 'active' }],
    ],
    ['candidate', 'a=candidate:3 1 udp 1 abc.local 4000', [{ address: 'abc.local', type: '' }]],
    ['candidate', 'a=candidate:3 1 udp', []],
    ['ice-options', 'a=ice-options:trickle renomination', [['trickle', 'renomination']]],
    ['rtcp', 'a=rtcp:53020 IN IP6 2001:db8::7', [{ port: 53020, address: '2001:db8::7' }]],
    ['rtcp', 'a=rtcp:53020', [{ port: 53020, address: undefined }]],
    ['rtcp', 'a=rtcp:99999', []],
    ['rtcp-fb', 'a=rtcp-fb:96 NACK pli', [{ payloadType: 96, kind: 'nack', detail: 'pli' }]],
    ['rtcp-fb', 'a=rtcp-fb:* goog-remb', [{ payloadType: undefined, kind: 'goog-remb', detail: undefined }]],
    ['rtcp-fb', 'a=rtcp-fb:x nack', []],
    ['mid', 'a=mid:audio-0', [['audio-0']]],
    ['group', 'a=group:BUNDLE 0 1', [{ semantics: 'BUNDLE', members: ['0', '1'] }]],
    ['ssrc-group', 'a=ssrc-group:fid 1 2', [{ semantics: 'FID', members: ['1', '2'] }]],
    ['ssrc', 'a=ssrc:3755628585 cname:sip:a@b', [{ ssrc: 3755628585, name: 'cname', value: 'sip:a@b' }]],
    ['ssrc', 'a=ssrc:4294967296 cname:x', []],
    [
      'extmap',
      'a=extmap:1/SendRecv urn:ietf:params:rtp-hdrext:sdes:mid',
      [{ id: 1, direction: 'sendrecv', uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }],
    ],
    ['extmap', 'a=extmap:x', []],
    ['curr', 'a=curr:qos local sendrecv', [{ kind: 'qos', strength: undefined, side: 'local', direction: 'sendrecv' }]],
    ['des', 'a=des:qos Mandatory remote sendrecv', [{ strength: 'mandatory', side: 'remote', direction: 'sendrecv' }]],
    ['des', 'a=des:qos none remote sendrecv', [{ strength: 'none', side: 'remote', direction: 'sendrecv' }]],
    ['conf', 'a=conf:qos remote', []],
    ['label', 'a=label:1', [['1']]],
    ['content', 'a=content:main', [['main']]],
    ['zrtp-hash', 'a=zrtp-hash:1.10 FE30EF', [{ version: '1.10', hash: 'fe30ef' }]],
    ['tcap', 'a=tcap:1 RTP/SAVP RTP/SAVPF', [{ number: 1, text: 'RTP/SAVP RTP/SAVPF' }]],
    ['pcfg', 'a=pcfg:1 t=1 a=1', [{ number: 1, text: 't=1 a=1' }]],
    ['acap', 'a=acap:x', []],
    ['silencesupp', 'a=silenceSupp:Off - - - -', ['off']],
  ])('%s: %s', (name, line, expected) => {
    const found = values(name, line)
    expect(found).toHaveLength(expected.length)
    expected.forEach((one, i) => {
      if (typeof one === 'object') expect(found[i]).toMatchObject(one as object)
      else expect(found[i]).toBe(one)
    })
  })

  it('never gives a key on', () => {
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY_30}|2^20|1:32;inline:${KEY_30}`
    expect(JSON.stringify(values('crypto', line))).not.toContain(KEY_30.slice(0, 8))
  })

  it('comes with its line, of that level only', () => {
    const description = describe1('a=setup:passive', 'm=audio 4000 RTP/AVP 0', 'a=SETUP:active')
    expect(attributeValues(description, 'setup').map(({ value, attribute }) => [value, attribute.line])).toEqual([
      ['passive', 4],
    ])
    expect(
      attributeValues(description.media[0]!, 'setup').map(({ value, attribute }) => [value, attribute.text]),
    ).toEqual([['active', 'a=SETUP:active']])
  })
})

describe('format parameters', () => {
  it.each([
    [
      'telephone-event',
      '0-11,16,events=20-21',
      {
        kind: 'telephone-event',
        events: [
          { first: 0, last: 11 },
          { first: 16, last: 16 },
          { first: 20, last: 21 },
        ],
      },
    ],
    ['telephone-event', undefined, { kind: 'telephone-event', events: [{ first: 0, last: 15 }] }],
    ['G729', 'annexb = No', { kind: 'g729', annexB: false }],
    ['g729', undefined, { kind: 'g729', annexB: true }],
    ['G723', 'bitrate=5.3;annexa=no', { kind: 'g723', annexA: false, bitrate: '5.3' }],
    ['iLBC', 'mode=20', { kind: 'ilbc', modeMs: 20 }],
    ['iLBC', undefined, { kind: 'ilbc', modeMs: 30 }],
    [
      'AMR-WB',
      'octet-align=1; mode-set=0,2,7; crc=1',
      {
        kind: 'amr',
        octetAligned: true,
        modes: [0, 2, 7],
        crc: true,
        robustSorting: false,
        interleaving: undefined,
        channels: 1,
      },
    ],
    ['AMR', undefined, { kind: 'amr', octetAligned: false, modes: undefined }],
    [
      'opus',
      'maxplaybackrate=16000;useinbandfec=1; usedtx=1;stereo=0;maxaveragebitrate=20000',
      {
        kind: 'opus',
        maxPlaybackRateHz: 16_000,
        maxAverageBitrate: 20_000,
        inbandFec: true,
        dtx: true,
        stereo: false,
        constantBitrate: false,
      },
    ],
    ['opus', undefined, { kind: 'opus', maxPlaybackRateHz: 48_000, inbandFec: false, dtx: false }],
    ['G7221', 'bitrate=32000', { kind: 'g7221', bitrate: 32_000 }],
    [
      'H264',
      'profile-level-id=42E01F;packetization-mode=1',
      { kind: 'h264', profileLevelId: '42e01f', packetizationMode: 1 },
    ],
    ['H264', undefined, { kind: 'h264', profileLevelId: undefined, packetizationMode: 0 }],
  ])('%s %s', (encoding, fmtp, expected) => {
    expect(formatOf({ encoding, fmtp })).toMatchObject(expected)
  })

  it('of a codec unknown here are kept by name, parted by blanks too', () => {
    expect(formatOf({ encoding: 'x', fmtp: 'A=1; b; a=2' })).toEqual({
      kind: 'other',
      params: new Map([
        ['a', '1'],
        ['b', ''],
      ]),
    })
    expect(formatOf({ encoding: undefined, fmtp: 'a=1 b=2' })).toEqual({
      kind: 'other',
      params: new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    })
  })
})

describe('T.38', () => {
  it('whatever the case of its names', () => {
    const { attributes } = level(
      'a=T38FaxVersion:3',
      'a=T38maxBitRate:14400',
      'a=T38FaxRateManagement:transferredTCF',
      'a=T38FaxMaxBuffer:72',
      'a=t38FaxMaxDatagram:316',
      'a=T38FaxUdpEC:t38UDPRedundancy',
      'a=T38FaxFillBitRemoval:0',
      'a=T38FaxTranscodingMMR',
      'a=T38FaxTranscodingJBIG:1',
    )
    expect(t38Of(attributes)).toEqual({
      version: 3,
      maxBitRate: 14_400,
      rateManagement: 'transferredTCF',
      maxBufferBytes: 72,
      maxDatagramBytes: 316,
      errorCorrection: 't38UDPRedundancy',
      fillBitRemoval: false,
      transcodingMmr: true,
      transcodingJbig: true,
    })
  })

  it('says nothing where nothing is said', () => {
    expect(t38Of([])).toMatchObject({ version: undefined, maxBitRate: undefined, fillBitRemoval: false })
  })
})

it('no value throws', () => {
  const NAMES = [
    'crypto',
    'fingerprint',
    'candidate',
    'rtcp',
    'rtcp-fb',
    'group',
    'ssrc',
    'extmap',
    'curr',
    'des',
    'tcap',
    'zrtp-hash',
    'mid',
    'setup',
  ] as const
  const text = fc
    .array(
      fc.constantFrom(
        ' ',
        '\t',
        '1',
        '-1',
        'a',
        ':',
        ';',
        '|',
        '/',
        '=',
        'inline:',
        'typ',
        'raddr',
        '*',
        '\0',
        '\u00e9',
        '9999999999',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), text, (name, value) => {
      attributeValues({ attributes: [{ name, value, line: 0, text: '' }] }, name)
      for (const encoding of ['telephone-event', 'opus', 'AMR', 'x']) formatOf({ encoding, fmtp: value })
      t38Of([{ name: 'T38MaxBitRate', value, line: 0, text: '' }])
    }),
    { numRuns: 500 },
  )
})
