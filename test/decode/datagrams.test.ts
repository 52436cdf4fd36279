import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Protocol } from '../../src/model/traffic.ts'
import { type ReadCapture, readCapture, sipRequest } from '../support/capture-reading.ts'
import { ethernet, ip, join, rtcp, rtp, text, udp, type WrittenFrame, writePcap } from '../support/capture-writer.ts'
import { attribute, channelData, dtlsRecord, stun, u8, u16, udptl, xorAddress } from '../support/media-writer.ts'

const AT = 1_776_000_000_000_000

interface Sent {
  readonly payload: Uint8Array
  readonly from?: readonly [address: string, port: number]
  readonly to?: readonly [address: string, port: number]
}

const CLIENT = ['192.0.2.1', 40_000] as const
const SERVER = ['198.51.100.5', 3_478] as const

function read(...sent: readonly Sent[]): ReadCapture {
  const frames = sent.map(({ payload, from = CLIENT, to = SERVER }, i): WrittenFrame => {
    const datagram = udp(payload, [from[1], to[1]])
    return { at: AT + i * 20_000, bytes: ethernet(ip(datagram, { source: from[0], destination: to[0], id: i + 1 })) }
  })
  return readCapture(writePcap(frames))
}

const trafficOf = (capture: ReadCapture): Partial<Record<Protocol, number>> =>
  Object.fromEntries([...capture.traffic].filter(([, packets]) => packets > 0))
const voice = (sequence: number) => rtp({ sequence, rtpTimestamp: sequence * 160, ssrc: 5 })

test('STUN that a mirror port gives twice is told once', () => {
  const frame = (payload: Uint8Array, id: number, at: number): WrittenFrame => ({
    at: AT + at,
    bytes: ethernet(ip(udp(payload, [CLIENT[1], SERVER[1]]), { source: CLIENT[0], destination: SERVER[0], id })),
  })
  const capture = readCapture(
    writePcap([
      frame(stun(1), 1, 0),
      frame(stun(1), 1, 1_000),
      frame(stun(1), 2, 500_000),
      frame(stun(1, 2), 3, 500_100),
    ]),
  )
  expect(capture.stun).toHaveLength(3)
  expect(capture.flaws.get('capture-duplicate')).toBe(1)
  expect(capture.traffic.get('STUN')).toBe(4)
})

describe('what a payload is', () => {
  test.each<[string, Uint8Array, Partial<Record<Protocol, number>>, number?]>([
    ['a request', sipRequest('a'), { SIP: 1 }],
    ['a request on the port of STUN, its first letter in the range of TURN', sipRequest('a', 0, 'INVITE'), { SIP: 1 }],
    ['a response, its first letter in the range behind TURN', text('SIP/2.0 200 OK\r\nCall-ID: a\r\n\r\n'), { SIP: 1 }],
    ['a method in lower case', sipRequest('a', 0, 'info'), { SIP: 1 }],
    ['a method that begins with a digit, in the range of DTLS', sipRequest('a', 0, '5tart'), { SIP: 1 }],
    ['a method longer than any', sipRequest('a', 0, 'x'.repeat(4_000)), { SIP: 1 }],
    ['a start line with a zero byte', text('INVITE sip:\0b@example.com SIP/2.0\r\n\r\n'), { 'not recognised': 1 }],
    ['STUN', stun(1), { STUN: 1 }],
    ['STUN whose length lies', join(stun(1), u8(0)), { 'not recognised': 1 }],
    ['DTLS', dtlsRecord(23, 1, new Uint8Array(20)), { DTLS: 1 }],
    ['DTLS 1.3 ciphertext of an association not seen', u8(0x2f, ...new Array(30).fill(1)), { 'not recognised': 1 }],
    ['TLS, which is no DTLS', join(u8(22, 3, 3, 0, 40), new Uint8Array(40)), { 'not recognised': 1 }],
    ['ZRTP', join(u8(0x10, 0, 0, 1), text('ZRTP'), new Uint8Array(20)), { ZRTP: 1 }],
    ['channel data of who knows what', channelData(0x4001, u8(1, 2, 3, 4, 5)), { TURN: 1 }],
    ['a channel number no client may bind', channelData(0x5001, new Uint8Array(20)), { 'not recognised': 1 }],
    ['line ends', text('\r\n\r\n'), { keepalive: 1 }],
    ['a zero byte', u8(0), { keepalive: 1 }],
    ['nothing', u8(), { keepalive: 1 }],
    ['a search for devices', text('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n'), { SSDP: 1 }],
    ['an answer to it', text('HTTP/1.1 200 OK\r\nST: x\r\n\r\n'), { SSDP: 1 }, 1_900],
    ['HTTP', text('GET / HTTP/1.1\r\n\r\n'), { HTTP: 1 }],
    ['RTSP', text('OPTIONS rtsp://example.com RTSP/1.0\r\nCSeq: 1\r\n\r\n'), { RTSP: 1 }],
    ['MSRP', text('MSRP a786hjs2 SEND\r\n'), { MSRP: 1 }],
    ['MGCP', text('AUEP 1500 *@gw.example.com MGCP 1.0\r\n\r\n'), { MGCP: 1 }],
    ['its answer', text('200 1500 OK\r\n'), { MGCP: 1 }, 2_427],
    ['the same elsewhere', text('200 1500 OK\r\n'), { 'not recognised': 1 }],
    ['DNS', join(u16(0x1234), u8(1, 0, 0, 1), new Uint8Array(20)), { DNS: 1 }, 53],
    ['H.225 RAS', u8(0x0e, 0x40, 0, 1, 2, 3, 4, 5, 6), { 'H.323': 1 }, 1_719],
    ['IAX', join(u8(0xc0), new Uint8Array(20)), { IAX2: 1 }, 4_569],
  ])('%s', (_name, payload, expected, port) => {
    const capture = read({ payload, to: ['198.51.100.5', port ?? 3_478] })
    expect(trafficOf(capture)).toEqual(expected)
    expect(capture.messages).toHaveLength(expected.SIP ?? 0)
  })

  test('RTP and RTCP are handed on and counted by others', () => {
    const capture = read({ payload: voice(1) }, { payload: rtcp(201, 0, 5) })
    expect(trafficOf(capture)).toEqual({})
    expect(capture.media.map((line) => line.split(' ')[3])).toEqual(['rtp', 'rtcp'])
  })

  test('any bytes on any port are read without throwing', () => {
    const heads = fc.constantFrom(0, 1, 2, 16, 20, 22, 23, 32, 47, 64, 65, 73, 79, 128, 144, 191, 255)
    const payload = fc.tuple(heads, fc.uint8Array({ maxLength: 120 })).map(([head, rest]) => u8(head, ...rest))
    const ports = fc.constantFrom(53, 1_719, 1_900, 2_427, 3_478, 4_569, 5_060, 40_000)
    fc.assert(
      fc.property(fc.array(fc.tuple(payload, ports), { maxLength: 30 }), (all) => {
        const sent = all.map(([one, port]) => ({ payload: one, to: ['198.51.100.5', port] as const }))
        expect(read(...sent).packets).toBe(sent.length)
      }),
      { numRuns: 300 },
    )
  })
})

describe('TURN', () => {
  const bind = stun(
    0x0009,
    7,
    attribute(0x000c, join(u16(0x4001), u16(0))),
    xorAddress(0x0012, '203.0.113.8', 9_000, 7),
  )
  const back = { from: SERVER, to: CLIENT }

  test('media in a channel goes between the client and the peer it was bound to', () => {
    const { media, stun: told } = read(
      { payload: bind },
      { payload: channelData(0x4001, voice(1)) },
      { payload: channelData(0x4001, voice(2), 3), ...back },
      { payload: channelData(0x4002, voice(3)), ...back },
    )
    expect(told).toHaveLength(1)
    expect(media.map((line) => line.split(' ')[2])).toEqual([
      '192.0.2.1:40000>203.0.113.8:9000',
      '203.0.113.8:9000>192.0.2.1:40000',
      '198.51.100.5:3478>192.0.2.1:40000',
    ])
  })

  test('media in indications too; of the indications themselves nothing is told', () => {
    const data = (one: Uint8Array) => attribute(0x0013, one)
    const peer = xorAddress(0x0012, '203.0.113.8', 9_000)
    const capture = read(
      { payload: stun(0x0016, 1, peer, data(voice(1))) },
      { payload: stun(0x0017, 1, peer, data(voice(2))), ...back },
      { payload: stun(0x0017, 1, data(u8(1, 2, 3))), ...back },
    )
    expect(capture.media.map((line) => line.split(' ')[2])).toEqual([
      '192.0.2.1:40000>203.0.113.8:9000',
      '203.0.113.8:9000>192.0.2.1:40000',
    ])
    expect(capture.stun).toEqual([])
    expect(trafficOf(capture)).toEqual({ TURN: 1 })
  })

  test('a peer of another family takes the place of the server as well', () => {
    const toIpv6 = stun(
      0x0009,
      7,
      attribute(0x000c, join(u16(0x4001), u16(0))),
      xorAddress(0x0012, '2001:db8::8', 9, 7),
    )
    const { media } = read({ payload: toIpv6 }, { payload: channelData(0x4001, voice(1)), ...back })
    expect(media[0]?.split(' ')[2]).toBe('2001:db8::8:9>192.0.2.1:40000')
  })

  test('SIP and ICE checks inside are read; a channel inside a channel is not', () => {
    const capture = read(
      { payload: bind },
      { payload: channelData(0x4001, sipRequest('inside')) },
      { payload: channelData(0x4001, stun(1, 9)) },
      { payload: channelData(0x4001, channelData(0x4001, voice(1))) },
    )
    expect(capture.messages).toMatchObject([{ callId: 'inside', destination: { address: '203.0.113.8', port: 9_000 } }])
    expect(capture.stun.map(({ destination }) => destination.address)).toEqual(['198.51.100.5', '203.0.113.8'])
    expect(trafficOf(capture)).toEqual({ STUN: 2, SIP: 1, TURN: 1 })
  })

  test('more channels than are remembered are relayed without a peer', () => {
    const binds = Array.from({ length: 20_000 }, (_, i) => ({
      payload: stun(
        0x0009,
        i,
        attribute(0x000c, join(u16(0x4001), u16(0))),
        xorAddress(0x0012, '203.0.113.8', 9_000, i),
      ),
      from: ['192.0.2.1', 20_000 + i] as const,
    }))
    const first = { payload: channelData(0x4001, voice(1)), from: ['192.0.2.1', 20_000] as const }
    const last = { payload: channelData(0x4001, voice(2)), from: ['192.0.2.1', 39_999] as const }
    const { media, flaws } = read(...binds, first, last)
    expect(flaws).toEqual(new Map([['media-flows-capped', 1]]))
    expect(media.map((line) => line.split(' ')[2])).toEqual([
      '192.0.2.1:20000>198.51.100.5:3478',
      '192.0.2.1:39999>203.0.113.8:9000',
    ])
  })
})

describe('T.38', () => {
  const CNG = u8(0x02)
  const V21 = u8(0x06)
  const place = ['198.51.100.5', 4_400] as const
  const offer = (port: number) =>
    text(
      [
        'INVITE sip:bob@example.com SIP/2.0',
        'Call-ID: fax',
        'CSeq: 2 INVITE',
        'Content-Type: application/sdp',
        '',
        'v=0',
        'o=- 1 1 IN IP4 198.51.100.5',
        's=-',
        'c=IN IP4 198.51.100.5',
        't=0 0',
        `m=image ${port} udptl t38`,
        '',
      ].join('\r\n'),
    )

  test('the first packet to an announced place is one, though it begins as RTP, STUN or text', () => {
    const sequences = [0, 0x0102, 0x1600, 0x4001, 0x8000]
    const sent = sequences.map((sequence) => ({ payload: udptl(sequence, V21, CNG), to: place }))
    const capture = read({ payload: offer(4_400), to: ['198.51.100.5', 5_060] }, ...sent)
    expect(capture.t38.map(({ sequence }) => sequence)).toEqual(sequences)
    expect(capture.t38[0]).toMatchObject({
      source: { address: '192.0.2.1', port: 40_000 },
      destination: { address: '198.51.100.5', port: 4_400 },
      primary: 'v21-preamble',
      redundancy: 1,
      fec: 0,
    })
    expect(trafficOf(capture)).toEqual({ SIP: 1, 'T.38': sequences.length })
  })

  test('speech to the same port goes on as what it is', () => {
    const capture = read({ payload: offer(4_400), to: ['198.51.100.5', 5_060] }, { payload: voice(1), to: place })
    expect(capture.t38).toEqual([])
    expect(capture.media).toHaveLength(1)
  })

  test('a rejected line announces nothing', () => {
    const one = { payload: udptl(9, CNG), to: ['198.51.100.5', 0] as const }
    expect(read({ payload: offer(0), to: ['198.51.100.5', 5_060] }, one).t38).toEqual([])
  })

  test('without a description packets in a row tell, those before the last too', () => {
    const row = [0, 1, 2].map((i) => ({
      payload: udptl(i, u8(0x02 + 2 * i), ...(i > 0 ? [u8(2 * i)] : [])),
      to: place,
    }))
    const few = read(...row.slice(0, 2))
    expect([few.t38, trafficOf(few)]).toEqual([[], { 'not recognised': 2 }])
    const capture = read(...row, { payload: udptl(3, u8(8), u8(6)), to: place })
    expect(capture.t38.map(({ sequence, frame }) => [sequence, frame])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ])
    expect(trafficOf(capture)).toEqual({ 'T.38': 4 })
  })

  test('copies, jumps and packets of many flows prove nothing', () => {
    const copies = Array.from({ length: 30 }, () => ({ payload: udptl(9, CNG), to: place }))
    const jumps = Array.from({ length: 30 }, (_, i) => ({ payload: udptl(i * 50, CNG), to: place }))
    const flows = Array.from({ length: 300 }, (_, i) => {
      return { payload: udptl(i, CNG), to: ['198.51.100.5', 1_024 + (i % 150)] as const }
    })
    for (const sent of [copies, jumps, flows]) expect(read(...sent).t38).toEqual([])
  })
})

describe('an RTCP packet that a mirror port delivers twice', () => {
  const report = (version: 4 | 6, ...atMs: readonly number[]) => {
    const [source, destination] = version === 4 ? ['192.0.2.1', '198.51.100.5'] : ['2001:db8::1', '2001:db8::2']
    const datagram = udp(rtcp(200, 0, 5, 1, 2, 3, 4, 5), [4_001, 5_001])
    const bytes = ethernet(ip(datagram, { source: source!, destination: destination!, id: 7 }))
    return readCapture(writePcap(atMs.map((ms) => ({ at: AT + ms * 1_000, bytes }))))
  }

  test.each([4, 6] as const)('is one, over IPv%d', (version) => {
    const { media, flaws } = report(version, 0, 4)
    expect(media).toHaveLength(1)
    expect(flaws.get('capture-duplicate')).toBe(1)
  })

  test('is two when the second comes later', () => {
    const { media, flaws } = report(4, 0, 6)
    expect(media).toHaveLength(2)
    expect(flaws.get('capture-duplicate')).toBeUndefined()
  })
})
