import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRtcpBook, NO_RTCP } from '../../src/correlate/rtp-control.ts'
import { Packet } from '../../src/decode/network/packet.ts'
import { decodeRtcp } from '../../src/decode/rtp/rtcp.ts'
import type { Endpoint } from '../../src/model/endpoint.ts'
import { join, rtcp } from '../support/capture-writer.ts'

/** 2026-04-16T18:30:00Z in the clock of the capture, and in NTP seconds. */
const AT = 1_776_364_200_000_000
const NTP = 1_776_364_200 + 2_208_988_800

const A: Endpoint = { address: '10.0.0.1', port: 4_000 }
const B: Endpoint = { address: '10.0.0.2', port: 5_000 }
const SSRC_A = 0x11111111
const SSRC_B = 0xeeeeeeee

type Way = readonly [source: number, sourcePort: number, destination: number, destinationPort: number]
const FORTH: Way = [1, 4_001, 2, 5_001]
const BACK: Way = [2, 5_001, 1, 4_001]

/** A book, told of compounds that pass at `ms` after AT. */
function createBench() {
  const book = createRtcpBook()
  const send = (
    ms: number,
    [source, sourcePort, destination, destinationPort]: Way,
    bytes: Uint8Array,
    seen?: number,
  ) => {
    const packet = new Packet()
    packet.at = AT + Math.round(ms * 1_000)
    packet.bytes = bytes
    packet.end = bytes.length
    packet.addresses[3] = 0x0a000000 + source
    packet.addresses[7] = 0x0a000000 + destination
    packet.ports = (sourcePort << 16) | destinationPort
    book.note(packet, decodeRtcp(bytes, 0, bytes.length)!, () => seen)
  }
  return { book, send, forth: () => book.factsOf(A, B, SSRC_A), back: () => book.factsOf(B, A, SSRC_B) }
}

/** The wall clock `ms` after AT, in NTP's two words. */
const ntp = (ms: number): readonly [number, number] => {
  const seconds = Math.floor(ms / 1_000)
  return [NTP + seconds, Math.floor(((ms - seconds * 1_000) / 1_000) * 2 ** 32)]
}
const middle = (ms: number): number => {
  const [seconds, fraction] = ntp(ms)
  return (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0
}

interface Reported {
  readonly fraction?: number
  readonly total?: number
  readonly jitter?: number
  /** What is quoted: when the report before was sent, and how long that was held. */
  readonly quotes?: readonly [sentAtMs: number, heldMs: number]
}

function block(about: number, { fraction = 0, total = 0, jitter = 0, quotes }: Reported): readonly number[] {
  const held = quotes === undefined ? 0 : Math.round((quotes[1] * 65_536) / 1_000)
  return [about, (fraction << 24) | (total & 0xffffff), 1_000, jitter, quotes ? middle(quotes[0]) : 0, held]
}

const sr = (ssrc: number, sentAtMs: number, packets: number, about?: number, reported: Reported = {}): Uint8Array =>
  rtcp(
    200,
    about === undefined ? 0 : 1,
    ...[ssrc, ...ntp(sentAtMs), 8 * sentAtMs, packets, packets * 160],
    ...(about === undefined ? [] : block(about, reported)),
  )
const rr = (ssrc: number, about: number, reported: Reported): Uint8Array =>
  rtcp(201, 1, ssrc, ...block(about, reported))

describe('round trips in both halves', () => {
  /** A and B report every five seconds, each answering what it got last; the tap is `a` ms from A and `b` ms from B. */
  function call(a: number, b: number, rounds: number) {
    const bench = createBench()
    let fromB: number | undefined
    let fromA: number | undefined
    const arrivals: { at: number; way: Way; bytes: Uint8Array }[] = []
    for (let round = 0; round < rounds; round++) {
      const aSends = round * 5_000
      const aHeld = fromB === undefined ? 0 : aSends - (fromB + a + b)
      arrivals.push({
        at: aSends + a,
        way: FORTH,
        bytes: sr(SSRC_A, aSends, round * 250, SSRC_B, fromB === undefined ? {} : { quotes: [fromB, aHeld] }),
      })
      fromA = aSends
      const bSends = aSends + 2_500
      const bHeld = bSends - (fromA + a + b)
      arrivals.push({
        at: bSends + b,
        way: BACK,
        bytes: sr(SSRC_B, bSends, round * 250, SSRC_A, { quotes: [fromA, bHeld] }),
      })
      fromB = bSends
    }
    for (const { at, way, bytes } of arrivals.sort((one, two) => one.at - two.at)) bench.send(at, way, bytes)
    return bench
  }

  test.each([
    [20, 35],
    [0.5, 80],
    [150, 1],
  ])('tap %f ms from the caller, %f ms from the callee', (a, b) => {
    const { roundTrip } = call(a, b, 4).forth()
    expect(roundTrip.sender!.meanMs).toBeCloseTo(2 * a, 0)
    expect(roundTrip.receiver!.meanMs).toBeCloseTo(2 * b, 0)
    expect(roundTrip.totalMs).toBeCloseTo(2 * (a + b), 0)
    expect([roundTrip.sender!.count, roundTrip.receiver!.count]).toEqual([3, 4])
  })

  test('the other direction has the halves the other way round', () => {
    const bench = call(20, 35, 4)
    const [forth, back] = [bench.forth().roundTrip, bench.back().roundTrip]
    expect([back.sender, back.receiver]).toEqual([forth.receiver, forth.sender])
  })

  test('any distances', () => {
    const distance = fc.double({ min: 0.01, max: 1_000, noNaN: true })
    fc.assert(
      fc.property(distance, distance, (a, b) => {
        expect(Math.abs(call(a, b, 3).forth().roundTrip.totalMs! - 2 * (a + b))).toBeLessThan(0.2)
      }),
      { numRuns: 50 },
    )
  })

  test.each<readonly [string, Reported]>([
    ['no report quoted', {}],
    ['one that did not pass here', { quotes: [77_000, 1_000] }],
    ['held longer than it was away', { quotes: [0, 9_000] }],
    ['no time held, as of stacks that do not fill it in', { quotes: [0, 0] }],
    ['more than ten seconds', { quotes: [0, 1] }],
  ])('none from an answer with %s', (_, reported) => {
    const bench = createBench()
    bench.send(0, FORTH, sr(SSRC_A, 0, 0))
    bench.send(reported.quotes?.[1] === 1 ? 20_000 : 5_000, BACK, rr(SSRC_B, SSRC_A, reported))
    expect(bench.forth().roundTrip).toEqual({ sender: undefined, receiver: undefined, totalMs: undefined })
  })

  test('a receiver without media: by receiver reference time and its answer (RFC 3611 §4.4, §4.5)', () => {
    const bench = createBench()
    bench.send(30, BACK, join(rtcp(201, 0, SSRC_B), rtcp(207, 0, SSRC_B, 0x04000002, ...ntp(0))))
    bench.send(
      130,
      FORTH,
      join(rtcp(201, 0, SSRC_A), rtcp(207, 0, SSRC_A, 0x05000003, SSRC_B, middle(0), 65_536 * 0.08)),
    )
    expect(bench.forth().roundTrip.sender!.meanMs).toBeCloseTo(20, 1)
  })

  test('the same SSRC on two legs of a relay: each leg has its own', () => {
    const bench = createBench()
    const further: Way = [2, 6_001, 3, 7_001]
    const answer: Way = [3, 7_001, 2, 6_001]
    bench.send(10, FORTH, sr(SSRC_A, 0, 0))
    bench.send(12, further, sr(SSRC_A, 0, 0))
    bench.send(1_100, answer, rr(SSRC_B, SSRC_A, { quotes: [0, 1_000] }))
    bench.send(1_102, BACK, rr(SSRC_B, SSRC_A, { quotes: [0, 1_000] }))
    expect(bench.forth().roundTrip.receiver!.meanMs).toBeCloseTo(92, 0)
    const leg = bench.book.factsOf({ address: '10.0.0.2', port: 6_000 }, { address: '10.0.0.3', port: 7_000 }, SSRC_A)
    expect(leg.roundTrip.receiver!.meanMs).toBeCloseTo(88, 0)
  })
})

describe('what the sender says', () => {
  test('its media clock by its own wall clock, and what it sent against what was seen', () => {
    const bench = createBench()
    bench.send(0, FORTH, sr(SSRC_A, 0, 0))
    bench.send(5_000, FORTH, sr(SSRC_A, 5_000, 250), 250)
    bench.send(10_000, FORTH, sr(SSRC_A, 10_000, 500), 490)
    expect(bench.forth().sender).toEqual({
      at: AT + 10_000_000,
      ntpAt: AT + 10_000_000,
      rtpTimestamp: 80_000,
      rateHz: 8_000,
      packetCount: 500,
      octetCount: 80_000,
      between: { sent: 250, seen: 240 },
    })
  })

  test('a sender without a wall clock, and one that counts anew', () => {
    const bench = createBench()
    const report = (packets: number) => rtcp(200, 0, SSRC_A, 0, 0, 0, packets, 0)
    bench.send(0, FORTH, report(100), 100)
    bench.send(5_000, FORTH, report(3), 350)
    expect(bench.forth().sender).toMatchObject({ ntpAt: undefined, rateHz: undefined, between: undefined })
  })

  test('intervals, and when it said goodbye', () => {
    const bench = createBench()
    for (const ms of [0, 5_000, 9_000, 15_000, 45_000]) bench.send(ms, FORTH, sr(SSRC_A, ms, 0))
    bench.send(45_100, FORTH, join(rtcp(201, 0, SSRC_A), rtcp(203, 1, SSRC_A)))
    const { intervals, bye, byeAt } = bench.forth()
    expect(intervals).toEqual({ medianMs: 5_000, maxMs: 30_000 })
    expect([bye, byeAt]).toEqual([true, AT + 45_100_000])
  })

  test('one compound has no interval', () => {
    const bench = createBench()
    bench.send(0, FORTH, sr(SSRC_A, 0, 0))
    expect(bench.forth()).toMatchObject({ intervals: undefined, sender: { rateHz: undefined, between: undefined } })
  })
})

describe('what the far end says', () => {
  test('loss with its sign, the last, the worst, and all in order', () => {
    const bench = createBench()
    const told = [
      [0, 0],
      [64, 40],
      [3, -2],
    ] as const
    for (const [index, [fraction, total]] of told.entries())
      bench.send(index * 5_000, BACK, rr(SSRC_B, SSRC_A, { fraction, total, jitter: 80 }))
    const { farEnd, farEndWorst, farEndSeries } = bench.forth()
    expect(farEnd).toMatchObject({ at: AT + 10_000_000, fractionLost: 3, cumulativeLost: -2, jitterTicks: 80 })
    expect(farEndWorst).toMatchObject({ at: AT + 5_000_000, fractionLost: 64, cumulativeLost: 40 })
    expect(farEndSeries.map(({ fractionLost }) => fractionLost)).toEqual([0, 64, 3])
  })

  test('a call of hours: the series is thinned out evenly, the worst stays', () => {
    const bench = createBench()
    for (let i = 0; i < 1_000; i++)
      bench.send(i * 5_000, BACK, rr(SSRC_B, SSRC_A, { fraction: i === 501 ? 200 : 1, total: i }))
    const { farEndSeries, farEndWorst, farEnd } = bench.forth()
    const steps = new Set(farEndSeries.slice(1).map(({ at }, i) => at - farEndSeries[i]!.at))
    expect([...steps]).toEqual([16 * 5_000_000])
    expect(farEndSeries.length).toBeLessThanOrEqual(64)
    expect([farEndWorst!.fractionLost, farEnd!.cumulativeLost]).toEqual([200, 999])
  })

  test('a summary of statistics, and feedback by kind', () => {
    const bench = createBench()
    const summary = [0x06e00009, SSRC_A, 0x00010065, 5, 6, 1, 80, 20, 3, 0]
    bench.send(100, BACK, join(rtcp(201, 0, SSRC_B), rtcp(207, 0, SSRC_B, ...summary)))
    bench.send(200, BACK, join(rtcp(201, 0, SSRC_B), rtcp(205, 1, SSRC_B, SSRC_A, 0x00050000)))
    bench.send(300, BACK, join(rtcp(201, 0, SSRC_B), rtcp(206, 1, SSRC_B, SSRC_A)))
    bench.send(400, BACK, join(rtcp(201, 0, SSRC_B), rtcp(205, 15, SSRC_B, SSRC_A, 0, 0)))
    expect(bench.forth()).toMatchObject({
      summary: { at: AT + 100_000, beginSequence: 1, endSequence: 101, lost: 5, duplicates: 6 },
      nacks: 1,
      pictureRequests: 1,
      bandwidthReports: 1,
    })
  })
})

test('nothing heard, or all of it forgotten: nothing said', () => {
  const bench = createBench()
  expect(bench.forth()).toBe(NO_RTCP)
  bench.send(0, FORTH, sr(SSRC_A, 0, 0))
  bench.send(10, BACK, rr(SSRC_B, SSRC_A, {}))
  bench.book.forget(A, B, SSRC_A)
  expect(bench.forth()).toEqual(NO_RTCP)
})
