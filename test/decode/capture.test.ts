import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCapture, sipRequest } from '../support/capture-reading.ts'
import {
  enhancedPacket,
  ethernet,
  interfaceBlock,
  ip,
  join,
  linuxSll,
  rtcp,
  rtp,
  sectionHeader,
  TCP,
  tcp,
  text,
  udp,
  type WrittenFrame,
  writePcap,
  writePcapng,
} from '../support/capture-writer.ts'

const AT = 1_776_000_000_000_000
const FLOW = { source: '198.51.100.7', destination: '203.0.113.9' }
const BACK = { source: FLOW.destination, destination: FLOW.source }
const V6 = { source: '2001:db8::7', destination: '2001:db8::9' }
const SIP_PORTS = [5060, 5080] as const

const at = (ms: number, ipPacket: Uint8Array): WrittenFrame => ({ at: AT + ms * 1_000, bytes: ethernet(ipPacket) })
const sipOver = (flow: typeof FLOW, callId: string, id = 1) => ip(udp(sipRequest(callId), SIP_PORTS), { ...flow, id })
const read = (...frames: WrittenFrame[]) => readCapture(writePcap(frames))
const callIds = ({ messages }: ReturnType<typeof readCapture>) => messages.map(({ callId }) => callId)

/** A TCP segment of the flow at `sequence`. */
const segment = (ms: number, sequence: number, payload: Uint8Array, flags = 0x18, id = ms) =>
  at(ms, ip(tcp(payload, SIP_PORTS, sequence, flags), { ...FLOW, protocol: TCP, id }))

describe('UDP', () => {
  test('a message with its number, time, frame and endpoints, on any port and family', () => {
    const { messages, flaws } = read(
      at(0, ip(udp(text('hello, who is there'), [1, 2]), FLOW)),
      at(5, sipOver(V6, 'six')),
    )
    expect(messages).toMatchObject([
      {
        number: 1,
        at: AT + 5_000,
        origin: { kind: 'frame', number: 2 },
        source: { address: V6.source, port: 5060 },
        destination: { address: V6.destination, port: 5080 },
        transport: 'UDP',
        method: 'OPTIONS',
        complete: true,
      },
    ])
    expect(flaws.size).toBe(0)
  })

  test('RTP and RTCP go to the sink as they are', () => {
    const packet = rtp({ sequence: 1, rtpTimestamp: 2, ssrc: 3 })
    const report = rtcp(201, 0, 9)
    const { media } = read(at(0, ip(udp(packet, [4000, 4002]), FLOW)), at(1, ip(udp(report, [4001, 4003]), V6)))
    expect(media).toEqual([
      `1 ${AT} 198.51.100.7:4000>203.0.113.9:4002 rtp ${Buffer.from(packet).toString('base64')}`,
      `2 ${AT + 1_000} 2001:db8::7:4001>2001:db8::9:4003 rtcp ${Buffer.from(report).toString('base64')}`,
    ])
  })

  test('a message cut by the snap length is partial, and the cut is counted', () => {
    const whole = ethernet(sipOver(FLOW, 'cut'))
    const { messages, flaws } = read({ at: AT, bytes: whole.slice(0, 200), originalLength: whole.length })
    expect(messages).toMatchObject([{ complete: false }])
    expect(flaws.get('snaplen-cut')).toBe(1)
    expect(flaws.get('ip-header-invalid')).toBeUndefined()
  })

  test('an IP length beyond the frame is told from a cut', () => {
    const { flaws } = read(at(0, ip(udp(sipRequest('a'), SIP_PORTS), { ...FLOW, length: 1_400 })))
    expect(flaws.get('ip-header-invalid')).toBe(1)
  })
})

describe('copies of one packet', () => {
  test('the same bytes on the same flow with the same IP identification within 5 ms are dropped before numbering', () => {
    const result = read(
      at(0, sipOver(FLOW, 'a', 7)),
      at(1, sipOver(FLOW, 'b', 8)),
      at(4, sipOver(FLOW, 'a', 7)),
      at(5, sipOver(FLOW, 'c', 9)),
    )
    expect(result.messages.map(({ number, callId }) => [number, callId])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])
    expect(result.flaws.get('capture-duplicate')).toBe(1)
  })

  test.each([
    ['later than 5 ms', at(6, sipOver(FLOW, 'a', 7))],
    ['another IP identification', at(1, sipOver(FLOW, 'a', 8))],
    ['another flow', at(1, sipOver(BACK, 'a', 7))],
    ['other bytes of the same length', at(1, sipOver(FLOW, 'b', 7))],
  ])('%s: another message', (_name, second) => {
    const result = read(at(0, sipOver(FLOW, 'a', 7)), second)
    expect(result.messages).toHaveLength(2)
    expect(result.flaws.get('capture-duplicate')).toBeUndefined()
  })
})

describe('fragments', () => {
  const message = sipRequest('big', 3_000)
  const payload = udp(message, SIP_PORTS)
  const piece = (flow: typeof FLOW, ms: number, from: number, to: number, id = 5) =>
    at(ms, ip(payload.slice(from, to), { ...flow, id, offset: from, more: to < payload.length }))
  const pieces = (flow: typeof FLOW) => [
    piece(flow, 0, 0, 1_480),
    piece(flow, 1, 1_480, 2_960),
    piece(flow, 2, 2_960, payload.length),
  ]

  test.each([
    ['IPv4', FLOW],
    ['IPv6', V6],
  ])('are joined in any order (%s), the message standing in the frame that completed it', (_name, flow) => {
    const [a, b, c] = pieces(flow) as [WrittenFrame, WrittenFrame, WrittenFrame]
    for (const order of [
      [a, b, c],
      [c, b, a],
      [b, a, a, c],
      [b, c, a],
    ]) {
      const { messages, flaws } = read(...order)
      expect(messages).toMatchObject([{ callId: 'big', complete: true, origin: { number: order.length } }])
      expect(messages[0]!.body).toHaveLength(3_000)
      expect([...flaws.keys()]).toEqual(order.length > 3 ? ['capture-duplicate'] : [])
    }
  })

  test('when one is missing, the message is given out cut, with the frame and time of its first piece', () => {
    const [a, , c] = pieces(FLOW) as [WrittenFrame, WrittenFrame, WrittenFrame]
    const { messages, flaws } = read(a, c, at(1_000, sipOver(FLOW, 'later')))
    expect(messages).toMatchObject([
      { callId: 'big', complete: false, at: AT, origin: { number: 1 }, source: { address: FLOW.source, port: 5060 } },
      { callId: 'later', complete: true, origin: { number: 3 } },
    ])
    expect(flaws.get('ip-fragment-ignored')).toBe(2)
    expect(flaws.get('udp-length-invalid')).toBeUndefined()
  })

  test('the end of the capture gives them up too; without the first piece there is only the flaw', () => {
    const [a, b, c] = pieces(FLOW) as [WrittenFrame, WrittenFrame, WrittenFrame]
    expect(read(a, b).messages).toMatchObject([{ complete: false }])
    const headless = read(b, c)
    expect(headless.messages).toEqual([])
    expect(headless.flaws.get('ip-fragment-ignored')).toBe(2)
  })

  test('pieces that lie are ignored: beyond 64 KiB, of a size no piece has, or contradicting the end', () => {
    const beyond = at(0, ip(new Uint8Array(800), { ...FLOW, offset: 65_528, more: false }))
    const odd = at(0, ip(new Uint8Array(13), { ...FLOW, id: 2, offset: 0, more: true }))
    const end = at(0, ip(new Uint8Array(8), { ...FLOW, id: 3, offset: 80, more: false }))
    const after = at(0, ip(new Uint8Array(8), { ...FLOW, id: 3, offset: 160, more: true }))
    const { flaws, messages } = read(beyond, odd, end, after)
    expect(messages).toEqual([])
    expect(flaws.get('ip-fragment-ignored')).toBeGreaterThanOrEqual(4)
  })

  test('a flood of first pieces pushes out the oldest and is counted', () => {
    const frames = Array.from({ length: 300 }, (_, i) => piece(FLOW, 0, 0, 1_480, i + 10))
    const { flaws } = read(...frames)
    expect(flaws.get('ip-fragments-capped')).toBe(44)
    expect(flaws.get('ip-fragment-ignored')).toBe(256)
  })
})

describe('SIP over TCP', () => {
  const a = sipRequest('a', 40)
  const b = sipRequest('b', 700)
  const both = join(a, b, sipRequest('c'))

  test('several messages in a segment, keep-alives between', () => {
    const stream = join(a, text('\r\n\r\n'), b)
    const result = read(segment(0, 1_000, stream), segment(1, 1_000 + stream.length, text('\r\n')))
    expect(callIds(result)).toEqual(['a', 'b'])
    expect(result.messages).toMatchObject([{ transport: 'TCP', complete: true }, { complete: true }])
    expect([...result.flaws]).toEqual([])
  })

  test('however the stream is cut into segments, the messages are the same, wrapping sequence numbers included', () => {
    // Within the first start line a flow is not yet known to carry SIP.
    const cuts = fc.array(fc.integer({ min: 40, max: both.length - 1 }), { maxLength: 6 })
    fc.assert(
      fc.property(cuts, fc.constantFrom(1_000, 2 ** 32 - 500), (places, base) => {
        const edges = [0, ...new Set(places.toSorted((x, y) => x - y)), both.length]
        const frames = edges.slice(1).map((end, i) => {
          return segment(i, (base + edges[i]!) % 2 ** 32, both.slice(edges[i]!, end))
        })
        const result = read(...frames)
        expect(callIds(result)).toEqual(['a', 'b', 'c'])
        expect(result.messages.every(({ complete }) => complete)).toBe(true)
      }),
    )
  })

  test('segments out of order wait; segments that come again are dropped', () => {
    const [one, two, three] = [both.slice(0, 300), both.slice(300, 700), both.slice(700)]
    const frames = [
      segment(0, 1_000, one),
      segment(1, 1_700, three),
      segment(2, 1_000, one, 0x18, 99),
      segment(3, 1_300, two),
      segment(4, 1_300, two, 0x18, 98),
    ]
    expect(callIds(read(...frames))).toEqual(['a', 'b', 'c'])
  })

  test('a segment that is missing for good costs one message, which is given out cut', () => {
    const frames = [
      segment(0, 1_000, join(a, b.slice(0, 300))),
      segment(1, 1_000 + a.length + b.length, sipRequest('c')),
      segment(2, 1_000 + a.length + b.length + sipRequest('c').length, new Uint8Array(0), 0x11),
    ]
    const result = read(...frames)
    expect(result.messages.map(({ callId, complete }) => [callId, complete])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ])
    expect(result.flaws.get('tcp-segment-partial')).toBe(1)
  })

  test('a message unfinished at the end of the capture is given out cut, as its own flow', () => {
    const other = at(2, sipOver(V6, 'udp'))
    const { messages } = read(segment(0, 1, b.slice(0, 400)), other)
    expect(messages).toMatchObject([
      { callId: 'udp' },
      { callId: 'b', complete: false, source: { address: FLOW.source, port: 5060 }, origin: { number: 1 }, at: AT },
    ])
  })

  test('a new connection on the same ports starts afresh', () => {
    const frames = [
      segment(0, 1_000, b.slice(0, 400)),
      segment(1, 77, new Uint8Array(0), 2),
      segment(2, 78, sipRequest('new')),
    ]
    expect(callIds(read(...frames))).toEqual(['b', 'new'])
  })

  test('headers that never end are given up in bounded memory', () => {
    const start = text('OPTIONS sip:b@example.com SIP/2.0\r\n')
    const line = text(`X: ${'y'.repeat(1_000)}\r\n`)
    const frames = [segment(0, 0, start)]
    for (let i = 0; i < 600; i++) frames.push(segment(i + 1, start.length + i * line.length, line))
    const { messages, flaws } = read(...frames)
    expect(messages).toMatchObject([{ complete: false }])
    expect(flaws.get('tcp-segment-partial')).toBe(1)
  })

  test('HTTP and TLS are no SIP; TLS records are counted', () => {
    const http = text('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n')
    const hello = join(Uint8Array.of(22, 3, 1, 0, 200), new Uint8Array(200))
    const result = read(segment(0, 1, http), segment(1, 1 + http.length, hello))
    expect(result.messages).toEqual([])
    expect(result.tlsRecords).toBe(1)
    expect([...result.flaws]).toEqual([])
  })
})

describe('ways of wrapping', () => {
  const inner = sipOver(FLOW, 'inside')
  const outer = { source: '192.0.2.1', destination: '192.0.2.2' }
  const gre = (...head: number[]) => ip(join(Uint8Array.of(...head), inner), { ...outer, protocol: 47 })

  test.each([
    ['VLAN', ethernet(inner, [12, 13])],
    ['IP in IP', ethernet(ip(inner, { ...outer, protocol: 4 }))],
    ['GRE', ethernet(gre(0, 0, 8, 0))],
    ['GRE with key and sequence number', ethernet(gre(0x30, 0, 8, 0, 0, 0, 0, 1, 0, 0, 0, 2))],
    [
      'GRE with Ethernet',
      ethernet(ip(join(Uint8Array.of(0, 0, 0x65, 0x58), ethernet(inner)), { ...outer, protocol: 47 })),
    ],
    ['PPTP', ethernet(gre(0x20, 1, 0x88, 0x0b, 0, 1, 0, 1, 0xff, 3, 0, 0x21))],
  ])('%s', (_name, bytes) => {
    const { messages, flaws } = read({ at: AT, bytes })
    expect(messages).toMatchObject([{ callId: 'inside', source: { address: FLOW.source } }])
    expect([...flaws]).toEqual([])
  })

  test('tunnels without end are left', () => {
    let packet = inner
    for (let depth = 0; depth < 9; depth++) packet = ip(packet, { ...outer, protocol: 4 })
    expect(read({ at: AT, bytes: ethernet(packet) }).messages).toEqual([])
  })

  test('a link type nobody reads is named once per frame, and other interfaces are still read', () => {
    const file = join(
      sectionHeader(),
      interfaceBlock(195),
      interfaceBlock(113),
      enhancedPacket({ at: AT, bytes: new Uint8Array(80), interface: 0 }),
      enhancedPacket({ at: AT, bytes: linuxSll(inner), interface: 1 }),
      enhancedPacket({ at: AT, bytes: new Uint8Array(80), interface: 0 }),
    )
    const { messages, flaws, packets } = readCapture(file)
    expect(messages).toHaveLength(1)
    expect(flaws).toEqual(new Map([['link-type-unsupported', 2]]))
    expect(packets).toBe(3)
  })
})

test('an ICMP error is handed on with its frame', () => {
  const quoted = ip(udp(sipRequest('x'), SIP_PORTS), FLOW)
  const error = ip(join(Uint8Array.of(3, 3, 0, 0, 0, 0, 0, 0), quoted), { ...BACK, protocol: 1 })
  expect(read(at(0, sipOver(FLOW, 'x')), at(3, error))).toMatchObject({
    messages: [{ callId: 'x' }],
    icmpErrors: [{ frame: 2, at: AT + 3_000, code: 3, destination: { address: FLOW.destination, port: 5080 } }],
  })
})

describe('any capture', () => {
  const big = udp(sipRequest('big', 2_000), SIP_PORTS)
  const frames = [
    at(0, sipOver(FLOW, 'one')),
    at(1, ip(big.slice(0, 1_480), { ...FLOW, id: 3, offset: 0, more: true })),
    at(1, ip(big.slice(1_480), { ...FLOW, id: 3, offset: 1_480, more: false })),
    segment(2, 5, sipRequest('tcp', 100).slice(0, 200)),
    segment(3, 205, sipRequest('tcp', 100).slice(200)),
    at(4, ip(udp(rtp({ sequence: 1, rtpTimestamp: 2, ssrc: 3 }), [4000, 4002]), V6)),
    at(5, sipOver(V6, 'two')),
  ]
  const files = [writePcap(frames), writePcap(frames, { littleEndian: false, nanoseconds: true }), writePcapng(frames)]

  test('the result does not depend on where the chunks are cut', () => {
    expect(callIds(readCapture(files[0]!))).toEqual(['one', 'big', 'tcp', 'two'])
    const cuts = fc.array(fc.nat({ max: files[2]!.length }), { maxLength: 30 })
    fc.assert(
      fc.property(fc.constantFrom(...files), cuts, (file, places) => {
        expect(
          readCapture(
            file,
            places.map((place) => Math.min(place, file.length)),
          ),
        ).toEqual(readCapture(file))
      }),
    )
  })

  test('mutated bytes never throw, and numbers stay in order', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom(...files), changes, (file, changed) => {
        const mutated = file.slice()
        for (const [place, value] of changed) mutated[place % mutated.length] = value
        const { messages } = readCapture(mutated)
        expect(messages.map(({ number }) => number)).toEqual(messages.map((_, i) => i + 1))
      }),
      { numRuns: 500 },
    )
  })
})
