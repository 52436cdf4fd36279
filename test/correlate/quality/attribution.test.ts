import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineFlowsOf, streamPlacesOf } from '../../../src/correlate/quality/attribution.ts'
import { qualityIn } from '../../../src/correlate/quality/call-quality.ts'
import type { Call, DescribedMessage } from '../../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder, ladderOf } from '../../support/ladder.ts'

const callsOf = (drawn: Ladder): readonly Call[] => conversationsOf(drawn).filter((one) => one.kind === 'call')

function callOf(drawn: Ladder): Call {
  const [call] = callsOf(drawn)
  return call!
}

/** `caller 10.0.0.5:4000 > 10.0.0.9:5000 declared`, of each stream in order. */
const told = (call: Call): readonly string[] =>
  streamPlacesOf(call).map(({ stream: { source, destination }, by, how }) => {
    const way = `${source.address}:${source.port} > ${destination.address}:${destination.port}`
    return `${by} ${way} ${how}`
  })

const CALL = `
  0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU,PCMA
  0.1  10.0.0.9 > 10.0.0.5   180
  2    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU,PCMA
  2.1  10.0.0.5 > 10.0.0.9   ACK`
const END = `
  20   10.0.0.5 > 10.0.0.9   BYE
  20.1 10.0.0.9 > 10.0.0.5   200`

describe('who sent a stream, on which line, and how that is known', () => {
  test.each<readonly [name: string, media: string, expected: readonly string[]]>([
    [
      'as declared, both ways',
      `
  2.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 100
  2.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 100`,
      ['caller 10.0.0.5:4000 > 10.0.0.9:5000 declared', 'callee 10.0.0.9:5000 > 10.0.0.5:4000 declared'],
    ],
    [
      'the caller behind a translator, and the callee that latches to where it comes from',
      `
  2.2 203.0.113.7:61000 > 10.0.0.9:5000 rtp PCMU 100
  2.4 10.0.0.9:5000 > 203.0.113.7:61000 rtp PCMU 100`,
      ['caller 203.0.113.7:61000 > 10.0.0.9:5000 declared', 'callee 10.0.0.9:5000 > 203.0.113.7:61000 symmetric'],
    ],
    [
      'a third host for the media, which answers where it is sent to',
      `
  2.2 10.0.0.5:4000 > 10.0.0.77:7000 rtp PCMU 100
  2.4 10.0.0.77:7002 > 10.0.0.5:4000 rtp PCMU 100`,
      ['caller 10.0.0.5:4000 > 10.0.0.77:7000 source', 'callee 10.0.0.77:7002 > 10.0.0.5:4000 declared'],
    ],
    [
      'neither port is the one that was asked for',
      `
  2.2 10.0.0.5:4444 > 10.0.0.9:5555 rtp PCMU 100`,
      ['caller 10.0.0.5:4444 > 10.0.0.9:5555 learned'],
    ],
    [
      'the same so late that it is no answer to the description',
      `
  2.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 400
  9   10.0.0.5:4444 > 10.0.0.9:5555 rtp PCMU 100`,
      ['caller 10.0.0.5:4000 > 10.0.0.9:5000 declared'],
    ],
    [
      'early media, then the answer on the same ports with another SSRC',
      `
  0.5 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 50 ssrc 1
  2.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 100 ssrc 2`,
      ['callee 10.0.0.9:5000 > 10.0.0.5:4000 declared', 'callee 10.0.0.9:5000 > 10.0.0.5:4000 declared'],
    ],
  ])('%s', (_, media, expected) => {
    const found = told(callOf(ladderOf(CALL + media + END)))
    expect(found).toEqual(expected)
  })

  test('one host on both sides sends to itself: nothing tells the way', () => {
    const call = callOf(ladder`
      0    10.0.0.9 > 10.0.0.9   INVITE sdp audio 10.0.0.9:4000 PCMU
      1    10.0.0.9 > 10.0.0.9   200 sdp audio 10.0.0.9:4000 PCMU
      1.1  10.0.0.9 > 10.0.0.9   ACK
      1.2  10.0.0.9:4000 > 10.0.0.9:4000 rtp PCMU 100
      5    10.0.0.9 > 10.0.0.9   BYE
      5.1  10.0.0.9 > 10.0.0.9   200`)
    expect(call.streams).toHaveLength(1)
    expect(told(call)).toEqual([])
  })

  test('media looped through a relay that both sides name by different ports', () => {
    const call = callOf(ladder`
      0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 198.51.100.1:4000 PCMU
      1    10.0.0.9 > 10.0.0.5   200 sdp audio 198.51.100.1:5000 PCMU
      1.1  10.0.0.5 > 10.0.0.9   ACK
      1.2  10.0.0.5:9000 > 198.51.100.1:5000 rtp PCMU 100
      1.3  10.0.0.9:9100 > 198.51.100.1:4000 rtp PCMU 100
      1.4  198.51.100.1:5000 > 10.0.0.5:9000 rtp PCMU 100
      5    10.0.0.5 > 10.0.0.9   BYE
      5.1  10.0.0.9 > 10.0.0.5   200`)
    expect(told(call)).toEqual([
      'caller 10.0.0.5:9000 > 198.51.100.1:5000 declared',
      'callee 10.0.0.9:9100 > 198.51.100.1:4000 declared',
      'callee 198.51.100.1:5000 > 10.0.0.5:9000 symmetric',
    ])
  })

  test('ICE: by the candidates, whatever the c= line says', () => {
    const call = callOf(ladder`
      0    10.0.0.5 > 203.0.113.9   INVITE sdp audio 203.0.113.5:4000 opus line "a=candidate:1 1 UDP 2130706431 10.0.0.5 4002 typ host" line "a=candidate:2 1 tcp 1 10.0.0.5 9 typ host tcptype active"
      1    203.0.113.9 > 10.0.0.5   200 sdp audio 203.0.113.9:5000 opus line "a=candidate:1 1 udp 2130706431 203.0.113.10 5002 typ host"
      1.1  10.0.0.5 > 203.0.113.9   ACK
      1.2  10.0.0.5:4002 > 203.0.113.10:5002 rtp opus 100
      1.2  203.0.113.10:5002 > 10.0.0.5:4002 rtp opus 100
      5    10.0.0.5 > 203.0.113.9   BYE
      5.1  203.0.113.9 > 10.0.0.5   200`)
    expect(told(call)).toEqual([
      'caller 10.0.0.5:4002 > 203.0.113.10:5002 ice',
      'callee 203.0.113.10:5002 > 10.0.0.5:4002 ice',
    ])
    expect(call.streams.every(({ clockRateHz }) => clockRateHz === 48_000)).toBe(true)
  })

  test('BUNDLE: lines on one port are told apart by the SSRC that was declared, else by payload type', () => {
    const call = callOf(ladder`
      0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU line "a=mid:0" and video 10.0.0.5:4000 H264 line "a=mid:1" line "a=ssrc:77 cname:x"
      1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU line "a=mid:0" and video 10.0.0.9:5000 H264 line "a=mid:1"
      1.1  10.0.0.5 > 10.0.0.9   ACK
      1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 100 ssrc 5
      1.3  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 100 ssrc 77
      1.4  10.0.0.9:5000 > 10.0.0.5:4000 rtp H264 100 ssrc 6
      5    10.0.0.5 > 10.0.0.9   BYE
      5.1  10.0.0.9 > 10.0.0.5   200`)
    expect(streamPlacesOf(call).map(({ kind, by, stream }) => [kind, by, stream.ssrc])).toEqual([
      ['audio', 'caller', 5],
      ['video', 'caller', 77],
      ['video', 'callee', 6],
    ])
  })
})

test('BUNDLE: a line without candidates of its own has those of the line it is bundled with', () => {
  const apart = callOf(ladder`
    0    10.0.0.5 > 203.0.113.9   INVITE sdp audio 203.0.113.5:9 opus line "a=mid:0" line "a=candidate:1 1 udp 1 10.0.0.5 4002 typ host" and video 203.0.113.5:9 H264 line "a=mid:1"
    1    203.0.113.9 > 10.0.0.5   200 sdp audio 203.0.113.9:9 opus line "a=mid:0" line "a=candidate:1 1 udp 1 203.0.113.10 5002 typ host" and video 203.0.113.9:9 H264 line "a=mid:1"
    1.1  10.0.0.5 > 203.0.113.9   ACK
    1.2  10.0.0.5:4002 > 203.0.113.10:5002 rtp opus 100 ssrc 1
    1.2  10.0.0.5:4002 > 203.0.113.10:5002 rtp H264 100 ssrc 2
    5    10.0.0.5 > 203.0.113.9   BYE
    5.1  203.0.113.9 > 10.0.0.5   200`)
  const group = { name: 'group', value: 'BUNDLE 0 1', line: 4, text: 'a=group:BUNDLE 0 1' }
  const joined = ({ message, description }: DescribedMessage): DescribedMessage => {
    return { message, description: { ...description, attributes: [group] } }
  }
  const bundled: Call = {
    ...apart,
    offerAnswers: apart.offerAnswers.map((one) => ({
      ...one,
      offer: joined(one.offer),
      answer: one.answer && joined(one.answer),
    })),
  }
  const kinds = (call: Call) => streamPlacesOf(call).map(({ kind, how }) => `${kind} ${how}`)
  expect(kinds(bundled)).toEqual(['audio ice', 'video ice'])
  expect(kinds(apart)).toEqual(['audio ice', 'audio ice'])
})

describe('what governs a stream', () => {
  test('early media is early, and a ringing tone is over by the answer', () => {
    const call = callOf(
      ladderOf(`${CALL}
  0.5 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 50 ssrc 1
  2.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 100 ssrc 2
  1.8 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200${END}`),
    )
    expect(streamPlacesOf(call).map(({ by, early, ringback, segment }) => [by, early, ringback, segment])).toEqual([
      ['callee', true, true, 1],
      ['caller', true, false, 1],
      ['callee', false, false, 2],
    ])
  })

  test('the codec is read by the numbers of whoever receives', () => {
    const call = callOf(ladder`
      0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU line "a=rtpmap:97 iLBC/8000"
      1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU,PCMA
      1.1  10.0.0.5 > 10.0.0.9   ACK
      1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMA 100
      1.2  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMA 100
      5    10.0.0.5 > 10.0.0.9   BYE
      5.1  10.0.0.9 > 10.0.0.5   200`)
    const codecs = streamPlacesOf(call).map(({ by, codec }) => [by, codec?.encoding])
    expect(codecs).toEqual([
      ['caller', 'PCMA'],
      ['callee', undefined],
    ])
  })

  test('a re-INVITE to music on hold: each stream under the exchange in force when it began', () => {
    const call = callOf(
      ladderOf(`${CALL}
  2.2 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 200
  2.2 10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 200
  8   10.0.0.9 > 10.0.0.5   INVITE sdp audio 10.0.0.66:8000 PCMU sendonly
  8.1 10.0.0.5 > 10.0.0.9   200 sdp audio 10.0.0.5:4000 PCMU recvonly
  8.2 10.0.0.9 > 10.0.0.5   ACK
  8.3 10.0.0.66:8000 > 10.0.0.5:4000 rtp PCMU 200
  20   10.0.0.9 > 10.0.0.5   BYE
  20.1 10.0.0.5 > 10.0.0.9   200`),
    )
    const places = streamPlacesOf(call).map(({ stream, by, exchange }) => [
      stream.source.address,
      by,
      call.offerAnswers.indexOf(exchange),
    ])
    expect(places).toEqual([
      ['10.0.0.5', 'caller', 0],
      ['10.0.0.9', 'callee', 0],
      ['10.0.0.66', 'callee', 1],
    ])
    const [first, second] = lineFlowsOf(call)
    expect(
      [first!.toOfferer, first!.toAnswerer, second!.toOfferer, second!.toAnswerer].map((one) => one.length),
    ).toEqual([2, 1, 1, 2])
  })

  test('two legs of a B2BUA in one capture: each has its own streams', () => {
    const calls = callsOf(ladder`
      0    10.0.0.5 > 10.0.0.20   INVITE sdp audio 10.0.0.5:4000 PCMU
      0.1  10.0.0.20 > 10.0.0.9   INVITE call b sdp audio 10.0.0.20:6002 PCMU
      1    10.0.0.9 > 10.0.0.20   200 sdp audio 10.0.0.9:5000 PCMU
      1.1  10.0.0.20 > 10.0.0.9   ACK call b
      1.2  10.0.0.20 > 10.0.0.5   200 sdp audio 10.0.0.20:6000 PCMU
      1.3  10.0.0.5 > 10.0.0.20   ACK
      1.4  10.0.0.5:4000 > 10.0.0.20:6000 rtp PCMU 100
      1.4  10.0.0.20:6002 > 10.0.0.9:5000 rtp PCMU 100
      1.4  10.0.0.9:5000 > 10.0.0.20:6002 rtp PCMU 100
      1.4  10.0.0.20:6000 > 10.0.0.5:4000 rtp PCMU 100
      9    10.0.0.5 > 10.0.0.20   BYE
      9.1  10.0.0.20 > 10.0.0.5   200`)
    expect(calls.map(told)).toEqual([
      ['caller 10.0.0.5:4000 > 10.0.0.20:6000 declared', 'callee 10.0.0.20:6000 > 10.0.0.5:4000 declared'],
      ['caller 10.0.0.20:6002 > 10.0.0.9:5000 declared', 'callee 10.0.0.9:5000 > 10.0.0.20:6002 declared'],
    ])
  })

  test('an unrelated call woven in changes nothing', () => {
    const media = `
  2.2 203.0.113.7:61000 > 10.0.0.9:5000 rtp PCMU 100
  2.4 10.0.0.9:5000 > 203.0.113.7:61000 rtp PCMU 100`
    const alone = streamPlacesOf(callOf(ladderOf(CALL + media + END)))
    const port = fc.integer({ min: 10_000, max: 30_000 }).map((half) => 2 * half - 1_000)
    const others = fc.record({
      at: fc.integer({ min: 1, max: 15 }),
      caller: fc.constantFrom('10.0.0.5', '10.0.0.9', '203.0.113.7', '192.0.2.1'),
      callee: fc.constantFrom('10.0.0.5', '10.0.0.9', '198.51.100.3'),
      ports: fc.uniqueArray(port, { minLength: 2, maxLength: 2 }),
      lost: fc.integer({ min: 0, max: 50 }),
    })
    const figures = (call: Call) =>
      streamPlacesOf(call).map(({ stream, by, how }) => [by, how, qualityIn(call, stream)])
    const before = alone.map(({ stream, by, how }) => [by, how, qualityIn(undefined, stream)])
    fc.assert(
      fc.property(others, ({ at, caller, callee, ports: [own, far], lost }) => {
        const other = `
  ${at}    ${caller} > ${callee}   INVITE call x sdp audio ${caller}:${own} PCMU
  ${at}.2  ${callee} > ${caller}   200 sdp audio ${callee}:${far} PCMU
  ${at}.3  ${caller} > ${callee}   ACK call x
  ${at}.4  ${caller}:${own} > ${callee}:${far} rtp PCMU 100 lost ${lost}`
        const woven = callsOf(ladderOf(CALL + other + media + END)).find(
          ({ from }) => from === callOf(ladderOf(CALL)).from,
        )
        expect(figures(woven!)).toEqual(before)
      }),
      { numRuns: 25 },
    )
  })
})
