import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TCP_CAPS } from '../../src/decode/network/tcp-streams.ts'
import { readCapture, sipRequest } from '../support/capture-reading.ts'
import { ethernet, ip, join, TCP, tcp, text, type WrittenFrame, writePcap } from '../support/capture-writer.ts'
import { type ConversationShape, framesOf, type Segment, segmentsOf } from '../support/tcp-frames.ts'
import type { Chunk } from '../support/tls-session.ts'
import { hep3 } from '../support/tunnel-writer.ts'

const client = (...bytes: readonly Uint8Array[]): Chunk => ({ side: 0, bytes: join(...bytes) })
const server = (...bytes: readonly Uint8Array[]): Chunk => ({ side: 1, bytes: join(...bytes) })
const readSegments = (segments: readonly Segment[]) => readCapture(writePcap(framesOf(segments)))
const read = (chunks: readonly Chunk[], shape?: ConversationShape) => readSegments(segmentsOf(chunks, shape))
const callIds = ({ messages }: ReturnType<typeof readCapture>) => messages.map(({ callId }) => callId)
const flaws = ({ flaws: found }: ReturnType<typeof readCapture>) => Object.fromEntries(found)

const answer = (callId: string, body = '', length = String(body.length)): Uint8Array =>
  text(
    [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bK1',
      'From: <sip:alice@example.com>;tag=a',
      'To: <sip:bob@example.com>;tag=b',
      `Call-ID: ${callId}`,
      'CSeq: 1 INVITE',
      'Content-Type: application/sdp',
      ...(length === 'none' ? [] : [`Content-Length: ${length}`]),
      '',
      body,
    ].join('\r\n'),
  )
const SDP = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'

describe('a SIP connection in any disorder', () => {
  const stream = join(
    text('\r\n\r\n'),
    sipRequest('a'),
    sipRequest('b', 700),
    text('\r\n\r\n'),
    answer('c', SDP),
    sipRequest('d'),
  )
  const back = join(answer('x'), text('\r\n'), answer('y', SDP), sipRequest('z', 3_000))
  const clean = read([client(stream), server(back)])

  test('gives its messages as sent', () => {
    expect(callIds(clean)).toEqual(['a', 'b', 'c', 'd', 'x', 'y', 'z'])
    expect(flaws(clean)).toEqual({})
    expect(clean.messages.every(({ complete, transport }) => complete && transport === 'TCP')).toBe(true)
  })

  /** The stream cut at these places, with the pieces of a direction in order. */
  const pieces = (side: 0 | 1, bytes: Uint8Array, cuts: readonly number[], base: number): Segment[] => {
    const edges = [0, ...new Set(cuts.map((cut) => cut % bytes.length).toSorted((x, y) => x - y)), bytes.length]
    return edges.slice(1).flatMap((end, i) => {
      const start = edges[i]!
      return start === end
        ? []
        : [{ side, sequence: (base + 1 + start) >>> 0, bytes: bytes.slice(start, end), flags: 0x18 }]
    })
  }
  const cuts = fc.array(fc.nat({ max: 5_000 }), { maxLength: 25 })
  const bases = fc.constantFrom(1_000, 2 ** 32 - 1, 2 ** 32 - 700, 2 ** 31 - 300)

  test('cut at any byte, repeated, overlapping and out of order: the same messages', () => {
    fc.assert(
      fc.property(
        cuts,
        cuts,
        bases,
        fc.array(fc.nat({ max: 60 }), { maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 400 }), fc.nat({ max: 400 })), { maxLength: 6 }),
        (cutsOne, cutsTwo, base, swaps, repeats) => {
          const opening = segmentsOf([], { base: [base, 5_000] })
          const list = [...pieces(0, stream, cutsOne, base), ...pieces(1, back, cutsTwo, 5_000)]
          for (const [place, before, length] of repeats) {
            const start = Math.max(0, (place % stream.length) - before)
            const bytes = stream.slice(start, start + before + length + 1)
            const again: Segment = { side: 0, sequence: (base + 1 + start) >>> 0, bytes, flags: 0x18 }
            list.splice(place % (list.length + 1), 0, again)
          }
          for (const place of swaps) {
            const i = place % (list.length - 1 || 1)
            if (list[i + 1] !== undefined) [list[i], list[i + 1]] = [list[i + 1]!, list[i]!]
          }
          const result = readSegments([...opening, ...list])
          expect(result.messages.filter(({ source }) => source?.port === 40_000).map(({ raw }) => raw)).toEqual(
            clean.messages.slice(0, 4).map(({ raw }) => raw),
          )
          expect(result.messages.filter(({ source }) => source?.port === 5_061).map(({ raw }) => raw)).toEqual(
            clean.messages.slice(4).map(({ raw }) => raw),
          )
          expect(flaws(result)).toEqual({})
        },
      ),
      { numRuns: 300 },
    )
  })

  test('any segment lost costs only the messages in it', () => {
    fc.assert(
      fc.property(cuts, fc.nat(), (places, which) => {
        const list = pieces(0, stream, places, 1_000)
        const [lost] = list.splice(which % list.length, 1)
        const result = readSegments([...segmentsOf([]), ...list, { ...lost!, bytes: new Uint8Array(0), flags: 4 }])
        const from = lost!.sequence - 1_001
        const to = from + lost!.bytes.length
        const whole = result.messages.filter(({ complete }) => complete).map(({ raw }) => raw)
        for (const { raw } of clean.messages.slice(0, 4)) {
          const start = Buffer.from(stream).indexOf(raw)
          if (start + raw.length <= from) expect(whole).toContain(raw)
        }
        // A message behind the gap is read where it begins a segment, at the latest.
        for (const { raw } of clean.messages.slice(0, 4)) {
          const start = Buffer.from(stream).indexOf(raw)
          if (start >= to && list.some(({ sequence }) => sequence - 1_001 === start)) expect(whole).toContain(raw)
        }
        for (const raw of whole) expect(clean.messages.some((message) => message.raw === raw)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('Content-Length that lies', () => {
  test.each([
    ['too large, the next message in its place', answer('lies', SDP, '900'), {}],
    ['too large by the next start line', answer('lies', SDP, String(SDP.length + 20)), {}],
    ['too small', answer('lies', SDP, '10'), { 'sip-octets-skipped': 1 }],
    ['no number', answer('lies', SDP, 'many'), {}],
    ['missing, the next message behind the body', answer('lies', SDP, 'none'), {}],
    ['beyond all measure', answer('lies', SDP, '99999999'), {}],
  ])('%s: the messages behind it are read', (_name, lie, skipped) => {
    const result = read([client(lie, answer('next', SDP), sipRequest('last'))], { ending: 'fin' })
    expect(callIds(result)).toEqual(['lies', 'next', 'last'])
    expect(result.messages.slice(1).every(({ complete }) => complete)).toBe(true)
    const { 'sip-octets-skipped': found } = flaws(result)
    expect(found === undefined ? {} : { 'sip-octets-skipped': found }).toEqual(skipped)
  })

  test('too large at the end: what is there is the message, once the connection is closed', () => {
    const result = read([client(answer('lies', SDP, '900'))], { ending: 'fin' })
    expect(result.messages).toMatchObject([{ callId: 'lies', body: SDP }])
  })

  test('headers without their empty line end where the next message begins', () => {
    const open = sipRequest('open').slice(0, -2)
    expect(callIds(read([client(open, sipRequest('next'))]))).toEqual(['open', 'next'])
  })

  test('a body that quotes SIP is no message', () => {
    const quoted = `${'SIP/2.0 100 Trying'}\r\nVia: SIP/2.0/TCP 192.0.2.1\r\n\r\n`
    const notify = text(
      `NOTIFY sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bKn\r\nCall-ID: n\r\nCSeq: 1 NOTIFY\r\n` +
        `Content-Type: message/sipfrag\r\nContent-Length: ${quoted.length}\r\n\r\n${quoted}`,
    )
    expect(callIds(read([client(notify, sipRequest('next'))]))).toEqual(['n', 'next'])
  })
})

describe('gaps', () => {
  const three = join(sipRequest('a'), sipRequest('b', 2_000), sipRequest('c'))
  const at = (start: number, end: number): Segment => ({
    side: 0,
    sequence: 1_001 + start,
    bytes: three.slice(start, end),
    flags: 0x18,
  })
  const a = sipRequest('a').length
  const c = three.length - sipRequest('c').length

  test('inside a body of known length: the next message is found where it begins, though not at a segment', () => {
    const list = [...segmentsOf([]), at(0, a + 600), at(a + 900, a + 1_500), at(a + 1_500, three.length)]
    const result = readSegments(list)
    expect(result.messages.map(({ callId, complete }) => [callId, complete])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ])
    expect(flaws(result)).toMatchObject({ 'tcp-segments-missing': 1, 'tcp-segment-partial': 1 })
  })

  test('a missing segment is given up 100 ms after the other end has confirmed it', () => {
    const confirm = (ms: number): WrittenFrame => {
      const head = tcp(new Uint8Array(0), [5_061, 40_000], 5_001, 0x10)
      new DataView(head.buffer).setUint32(8, 1_001 + three.length)
      return {
        at: 1_700_000_000_000_000 + ms * 1_000,
        bytes: ethernet(ip(head, { source: '192.0.2.20', destination: '192.0.2.10', protocol: TCP })),
      }
    }
    const frames = [...framesOf([...segmentsOf([]), at(0, a), at(c, three.length)]), confirm(5), confirm(200)]
    const later = {
      ...framesOf([{ side: 0, sequence: 9, bytes: sipRequest('other'), flags: 0x18 }], [7_000, 7_001])[0]!,
    }
    const result = readCapture(writePcap([...frames, { ...later, at: 1_700_000_000_300_000 }]))
    expect(callIds(result)).toEqual(['a', 'c', 'other'])
    expect(result.messages[1]).toMatchObject({ at: 1_700_000_000_003_000, origin: { number: 4 } })
  })

  test('of a segment cut by the snap length the rest is missing; the message behind it is read', () => {
    const [first, ...rest] = framesOf([at(0, three.length)])
    const bytes = first!.bytes.slice(0, 54 + a + 300)
    const cut = { ...first!, bytes, originalLength: first!.bytes.length }
    const next = framesOf([{ side: 0, sequence: 1_001 + three.length, bytes: sipRequest('d'), flags: 0x18 }])
    const result = readCapture(writePcap([cut, ...rest, ...next]))
    expect(result.messages.map(({ callId, complete }) => [callId, complete])).toEqual([
      ['a', true],
      ['b', false],
      ['d', true],
    ])
  })

  test('octets sent again with other contents: the first stand, and it is told', () => {
    const early = at(a, c)
    const forged = { ...at(a + 100, c), bytes: new Uint8Array(c - a - 100).fill(88) }
    const result = readSegments([...segmentsOf([]), early, forged, at(0, a), at(c, three.length)])
    expect(result.messages.map(({ raw }) => raw)).toEqual(
      readSegments([at(0, three.length)]).messages.map(({ raw }) => raw),
    )
    expect(flaws(result)).toEqual({ 'tcp-overlap-differs': 1 })
  })
})

describe('how connections begin and end', () => {
  test('joined in the middle of a message: from the next one on', () => {
    const rest = join(answer('cut', SDP).slice(200), sipRequest('whole'))
    const result = read([client(rest), client(sipRequest('next'))], { joined: true })
    expect(callIds(result)).toEqual(['next'])
    expect(callIds(read([server(answer('x')), client(rest)], { joined: true }))).toEqual(['x', 'whole'])
  })

  test('a start line that comes octet by octet', () => {
    const bytes = sipRequest('slow')
    const chunks = [...bytes].map((octet) => client(Uint8Array.of(octet)))
    expect(callIds(read(chunks))).toEqual(['slow'])
  })

  test('the same ports again, with and without a new SYN', () => {
    const first = segmentsOf([client(sipRequest('one'))], { ending: 'fin' })
    const second = segmentsOf([client(sipRequest('two'))], { base: [900_000_000, 7], ending: 'rst' })
    const third = segmentsOf([client(sipRequest('three'))], { base: [3_000_000_000, 9], joined: true })
    expect(callIds(readSegments([...first, ...second, ...third]))).toEqual(['one', 'two', 'three'])
  })

  test('the last segment sent again after the end is no new message', () => {
    const whole = segmentsOf([client(sipRequest('once')), server(answer('back'))], { ending: 'fin' })
    expect(callIds(readSegments([...whole, whole[2]!, whole[3]!, ...whole.slice(-2)]))).toEqual(['once', 'back'])
  })

  test('keep-alive probes and window probes repeat or lead by one octet', () => {
    const message = sipRequest('whole')
    const probe = (offset: number, length: number): Segment => ({
      side: 0,
      sequence: 1_001 + offset,
      bytes: message.slice(offset, offset + length),
      flags: 0x10,
    })
    const all = [
      probe(0, 100),
      probe(99, 1),
      probe(100, 1),
      probe(100, message.length - 100),
      probe(message.length - 1, 1),
    ]
    const result = readSegments([...segmentsOf([]), ...all])
    expect(callIds(result)).toEqual(['whole'])
    expect(flaws(result)).toEqual({})
  })

  test('an end that comes before the last segment waits for it', () => {
    const segments = segmentsOf([client(sipRequest('a'))], { ending: 'fin' })
    const [syn, synAck, data, fin] = segments
    const result = readSegments([syn!, synAck!, fin!, data!])
    expect(callIds(result)).toEqual(['a'])
    expect(flaws(result)).toEqual({})
  })

  test('copies from a mirror port are counted', () => {
    const frames = framesOf(segmentsOf([client(sipRequest('a'))]))
    const copy = { ...frames[2]!, at: frames[2]!.at + 100 }
    const result = readCapture(writePcap([...frames, copy]))
    expect(callIds(result)).toEqual(['a'])
    expect(flaws(result)).toEqual({ 'capture-duplicate': 1 })
  })
})

describe('what is no SIP', () => {
  const inside = sipRequest('inside')
  test.each([
    [
      'HTTP',
      [
        client(text('GET /trace.txt HTTP/1.1\r\nHost: example.com\r\n\r\n')),
        server(text('HTTP/1.1 200 OK\r\n\r\n')),
        server(inside),
      ],
    ],
    ['RTSP', [client(text('DESCRIBE rtsp://example.com/a RTSP/1.0\r\n\r\n')), server(inside)]],
    ['SSH', [server(text('SSH-2.0-OpenSSH_9.6\r\n')), client(inside)]],
    ['mail', [server(text('220 mail.example.com ESMTP\r\n')), client(inside)]],
    ['anything else', [client(Uint8Array.of(0, 0, 0, 80, 1, 2, 3), new Uint8Array(40)), client(inside)]],
  ] as const)('%s is told by its first octets, and left alone', (_name, chunks) => {
    expect(read(chunks)).toMatchObject({ messages: [], tls: [] })
  })

  test('MSRP is told apart and counted', () => {
    const send = (id: string) =>
      text(
        `MSRP ${id} SEND\r\nTo-Path: msrp://a\r\n\r\nINVITE sip:x@example.com SIP/2.0\r\nVia: x\r\n-------${id}$\r\n`,
      )
    const result = read([
      client(send('a786hjs2')),
      server(text('MSRP a786hjs2 200 OK\r\n-------a786hjs2$\r\n')),
      client(send('b786hjs2')),
    ])
    expect(result.messages).toEqual([])
    expect(result.msrpMessages).toBe(3)
  })

  const stun = (type: number, octets = 0): Uint8Array =>
    join(
      Uint8Array.of(type >> 8, type & 255, 0, octets, 0x21, 0x12, 0xa4, 0x42),
      new Uint8Array(12).fill(7),
      new Uint8Array(octets),
    )

  test('STUN over TCP, by itself and behind lengths, is read like STUN over UDP', () => {
    const framed = (bytes: Uint8Array): Uint8Array => join(Uint8Array.of(0, bytes.length), bytes)
    const own = read([client(stun(1), stun(1)), server(stun(0x101))], { segmentOctets: 7 })
    expect(own.stun.map(({ class: kind }) => kind)).toEqual(['request', 'request', 'success'])
    const behind = read([client(framed(stun(1))), server(framed(stun(0x101)))])
    expect(behind.stun.map(({ class: kind }) => kind)).toEqual(['request', 'success'])
    expect(own.messages).toEqual([])
  })
})

describe('HEP over TCP', () => {
  const packets = join(hep3(sipRequest('a')), hep3(sipRequest('b'), { protocol: 22 }), hep3(sipRequest('c')))

  test('each packet gives its message with the addresses it tells, however the stream is cut', () => {
    for (const segmentOctets of [1_400, 100, 7]) {
      const result = read([client(packets)], { segmentOctets })
      expect(callIds(result)).toEqual(['a', 'b', 'c'])
      expect(result.messages).toMatchObject([
        { source: { address: '198.51.100.7', port: 5060 }, transport: 'UDP' },
        { transport: 'TLS' },
        { transport: 'UDP' },
      ])
    }
  })

  test('after a gap it is not known where a packet begins', () => {
    const segments = segmentsOf([client(packets)], { segmentOctets: 200, ending: 'rst' })
    const result = readSegments(segments.filter((_, i) => i !== 4))
    expect(callIds(result)).toEqual(['a'].slice(0, result.messages.length))
    expect(flaws(result)).toMatchObject({ 'tcp-segments-missing': 1, 'tcp-segment-partial': 1 })
  })
})

describe('bounds', () => {
  test('a flood of connections keeps the newest, and those followed before it are read on', () => {
    const followed = segmentsOf([client(sipRequest('a')), client(sipRequest('b'))])
    const flood: WrittenFrame[] = []
    for (let i = 0; i < TCP_CAPS.others + 5_000; i++) {
      flood.push(
        ...framesOf(
          [{ side: 0, sequence: i, bytes: new Uint8Array(0), flags: 2 }],
          [i % 60_000, 9_000 + Math.floor(i / 60_000)],
        ),
      )
    }
    const result = readCapture(writePcap([...framesOf(followed.slice(0, 3)), ...flood, ...framesOf(followed.slice(3))]))
    expect(callIds(result)).toEqual(['a', 'b'])
    expect(flaws(result)).toEqual({})
  })

  test('connections that carry SIP and never end make room for others', () => {
    const message = sipRequest('x').slice(0, 60)
    const frames: WrittenFrame[] = []
    for (let i = 0; i < TCP_CAPS.followed + 10; i++) {
      frames.push(...framesOf([{ side: 0, sequence: 1, bytes: message, flags: 0x18 }], [1_024 + (i % 60_000), 5_060]))
    }
    expect(flaws(readCapture(writePcap(frames)))['tcp-flows-capped']).toBe(10)
  })

  test('segments that wait for one that never comes are bounded', () => {
    const list = segmentsOf([client(sipRequest('a'))])
    for (let i = 0; i < 400; i++)
      list.push({ side: 0, sequence: 2_000 + i * 1_000, bytes: new Uint8Array(1_000).fill(65), flags: 0x18 })
    expect(flaws(readSegments(list))).toMatchObject({ 'tcp-segments-missing': 1 })
  })
})
