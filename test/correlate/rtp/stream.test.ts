import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Codec } from '../../../src/model/description.ts'
import type { RtpStream } from '../../../src/model/stream.ts'
import { AT, BACK, createBench, FORTH, measure, OPUS, PCMU, type Sent, SSRC, talk } from '../../support/rtp-bench.ts'
import { arrivalsOf, beforePath, createNoise, type RtpPath } from '../../support/rtp-path.ts'

const G722: Codec = { ...PCMU, payloadType: 9, encoding: 'G722' }
const NOISE: Codec = { ...PCMU, payloadType: 13, encoding: 'CN' }
const G729: Codec = { ...PCMU, payloadType: 18, encoding: 'G729' }

/** Both directions of a call, measured by one tap. */
function measureBoth(forth: readonly Sent[], back: readonly Sent[]): readonly RtpStream[] {
  const bench = createBench()
  bench.streams.announce('10.0.0.2', 4_002, [PCMU, OPUS])
  bench.streams.announce('10.0.0.1', 4_000, [PCMU, OPUS])
  const all = [
    ...forth.map((sent) => ({ sent, hosts: FORTH })),
    ...back.map((sent) => ({ sent: { ...sent, ssrc: 9 }, hosts: BACK })),
  ]
  for (const { sent, hosts } of all.sort((a, b) => a.sent.ms - b.sent.ms)) bench.send(sent, hosts)
  return bench.streams
    .end()
    .toSorted((a, b) => a.ssrc - b.ssrc)
    .reverse()
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

describe('a path with known faults, seen from either end', () => {
  const noise = createNoise(3)
  const lostIn = new Set([40, 41, 42, 300, 700, 701, 1_500])
  const path: RtpPath = {
    packets: 6_000,
    sequence: 65_000,
    rtpTimestamp: 2 ** 32 - 80_000,
    slowPpm: 40,
    lost: (i) => lostIn.has(i) || (i > 3_000 && i < 3_030),
    delayMs: (i) => 30 + 8 * noise() + (i % 500 === 499 ? 45 : 0),
    copyMs: (i) => (i % 1_000 === 20 ? 7 : undefined),
  }
  const behind = arrivalsOf(path)
  const lost = lostIn.size + 29
  const figures = {
    expected: 6_000,
    lost,
    duplicates: 5,
    reordered: behind.filter((sent, i) => isBehind(sent, behind.slice(Math.max(0, i - 10), i))).length,
    segments: 1,
    outOfRange: 0,
    lossRuns: [2, 1, 1, 0, 0, 0, 0, 0, 0, 1],
    longestLossRun: 29,
  }

  test('behind it: loss, bursts, copies and order are exact, in both directions', () => {
    const [forth, back] = measureBoth(behind, behind)
    expect(forth).toMatchObject(figures)
    expect(back).toMatchObject({ ...figures, ssrc: 9 })
    expect(figures.reordered).toBeGreaterThan(5)
    expect(forth!.gaps.filter(({ kind }) => kind === 'lost')).toMatchObject([{ missing: 29 }])
  })

  test('behind it: skew within 1 ppm, jitter within half a millisecond of the plain formula', () => {
    const stream = measure(behind)
    expect(stream.clockSkew!.ppm).toBeGreaterThan(39)
    expect(stream.clockSkew!.ppm).toBeLessThan(41)
    const plain = jitterOf(behind, 8_000)
    for (const figure of ['mean', 'p95', 'max'] as const) {
      expect(Math.abs(stream.jitterMs![figure] - plain[figure])).toBeLessThan(0.5)
    }
  })

  test('before it: nothing has happened', () => {
    const [forth, back] = measureBoth(arrivalsOf(beforePath(path)), behind)
    expect(forth).toMatchObject({ expected: 6_000, lost: 0, duplicates: 0, reordered: 0, bursts: undefined })
    expect(forth!.jitterMs!.max).toBeLessThan(0.01)
    expect(forth!.clockSkew!.ppm).toBeCloseTo(40, 0)
    expect(back).toMatchObject(figures)
  })

  test('a mirror port that delivers all of it twice changes nothing but the count of copies', () => {
    const once = behind.map((sent, i) => ({ ...sent, ipId: i & 0xffff }))
    const twice = once.flatMap((sent) => [sent, { ...sent, ms: sent.ms + 0.02 }])
    const withoutFrames = (stream: RtpStream): unknown =>
      JSON.parse(JSON.stringify(stream, (key, value) => (/frame$/i.test(key) ? undefined : value)))
    expect(withoutFrames(measure(twice))).toEqual(withoutFrames(measure(once)))
  })
})

/** It has a lower number than one that came before it, and is no copy. */
const isBehind = (sent: Sent, before: readonly Sent[]): boolean =>
  before.some((one) => ((one.sequence - sent.sequence) & 0xffff) < 100 && one.sequence !== sent.sequence) &&
  !before.some((one) => one.sequence === sent.sequence)

/** RFC 3550 A.8 over packets that go on, with all of its values. */
function jitterOf(arrived: readonly Sent[], clock: number) {
  let jitter = 0
  let last = arrived[0]!
  const all: number[] = []
  for (const sent of arrived.slice(1)) {
    const step = (sent.sequence - last.sequence) & 0xffff
    if (step === 0 || step > 3_000) continue
    const ticks = (sent.rtpTimestamp - last.rtpTimestamp) | 0
    jitter += (Math.abs(sent.ms - last.ms - (ticks * 1_000) / clock) - jitter) / 16
    all.push(jitter)
    last = sent
  }
  const sorted = all.toSorted((a, b) => a - b)
  return { mean: sum(all) / all.length, p95: sorted[Math.ceil(0.95 * all.length) - 1]!, max: sorted.at(-1)! }
}

describe('clocks', () => {
  test.each([
    ['G.722 at 8,000', 9, 8_000, [G722]],
    ['Opus at 48,000', 111, 48_000, [OPUS]],
  ] as const)('%s: jitter, skew and rate', (_name, payloadType, clockRateHz, codecs) => {
    const noise = createNoise(11)
    const sent = arrivalsOf({ packets: 3_000, payloadType, clockRateHz, slowPpm: -80, delayMs: () => 3 * noise() })
    const stream = measure(sent, codecs)
    expect(Math.abs(stream.jitterMs!.max - jitterOf(sent, clockRateHz).max)).toBeLessThan(0.5)
    expect(Math.abs(stream.clockSkew!.ppm + 80)).toBeLessThan(1)
    expect(Math.abs(stream.timestampRateHz! / clockRateHz - 1)).toBeLessThan(0.001)
    expect(stream).toMatchObject({ ptimeMs: 20, ptimeShare: 1, lost: 0 })
  })

  test('timestamps of another clock than the codec has: the rate tells, and nothing is said of delay', () => {
    const stream = measure(arrivalsOf({ packets: 500, payloadType: 9, clockRateHz: 16_000 }), [G722])
    expect(stream.timestampRateHz).toBeCloseTo(16_000, 6)
    expect(stream).toMatchObject({
      clockRateHz: 8_000,
      ptimeMs: 40,
      delayVariation: undefined,
      jitterBuffers: undefined,
      clockSkew: undefined,
      playoutBursts: undefined,
    })
    expect(sum(stream.series!.late)).toBe(0)
  })

  test('a description that comes late finds all measured, whatever the clock', () => {
    const noise = createNoise(5)
    const sent = arrivalsOf({ packets: 2_000, payloadType: 111, clockRateHz: 48_000, delayMs: () => 30 * noise() })
    const late = createBench()
    late.sendAll(sent)
    late.streams.announce('10.0.0.2', 4_002, [OPUS])
    const known = measure(sent, [OPUS])
    const [stream] = late.streams.end()
    for (const figure of ['jitterMs', 'delayVariation', 'jitterBuffers', 'clockSkew'] as const) {
      expect(stream![figure]).toEqual(known[figure])
    }
  })
})

describe('jitter buffers', () => {
  test('what is late for each is counted, and no more', () => {
    // Every 100th packet is later than the others by 30, 50, 80, 150 or 300 ms, in turns.
    const spikes = [30, 50, 80, 150, 300]
    const delayMs = (i: number) => 10 + (i > 0 && i % 100 === 0 ? spikes[(i / 100) % 5]! : 0)
    const { jitterBuffers: buffers, delayVariation, lost } = measure(arrivalsOf({ packets: 5_001, delayMs }))
    expect(lost).toBe(0)
    expect(buffers!.fixed.map(({ bufferMs, late }) => [bufferMs, late])).toEqual([
      [40, 40],
      [60, 30],
      [100, 20],
      [200, 10],
    ])
    expect(buffers!.adaptive.bufferMs).toBe(20)
    expect(buffers!.adaptive.late).toBe(50)
    expect(delayVariation).toMatchObject({ p95Ms: expect.closeTo(0, 0), maxMs: expect.closeTo(300, 3) })
  })

  test('the adaptive one grows with the delay it meets, and misses few then', () => {
    const noise = createNoise(1)
    const delayMs = (i: number) => (i < 1_000 ? 5 : 100) * noise()
    const { jitterBuffers: buffers } = measure(arrivalsOf({ packets: 6_000, ptimeMs: 20, delayMs }))
    expect(buffers!.adaptive.bufferMs).toBeGreaterThan(60)
    expect(buffers!.adaptive.latePercent).toBeLessThan(7)
    expect(buffers!.fixed[0]!.latePercent).toBeGreaterThan(40)
    expect(buffers!.fixed[3]!.late).toBe(0)
  })

  test('the worst ten seconds, by what is missing for the listener', () => {
    const delayMs = (i: number) => (i >= 1_000 && i < 1_500 && i % 10 === 0 ? 70 : 0)
    const {
      jitterBuffers: buffers,
      worstWindow,
      playoutBursts,
      bursts,
    } = measure(arrivalsOf({ packets: 3_000, delayMs, lost: (i) => i === 1_205 }))
    expect(worstWindow).toEqual({ at: AT + 20_000_000, lost: 1, expected: 500 })
    expect(buffers!.worstWindow).toMatchObject({ at: AT + 20_000_000, lost: 1, expected: 500 })
    expect(buffers!.worstWindow!.late).toBe(buffers!.adaptive.late)
    expect(buffers!.fixed[1]!.worstLatePercent).toBeCloseTo(10, 0)
    expect(bursts!.missing).toBe(1)
    expect(playoutBursts!.missing).toBe(1 + buffers!.adaptive.late)
  })

  test.each([-1_000, -50, 300, 1_000])('a drift of %d ppm is no delay', (slowPpm) => {
    const { delayVariation, jitterBuffers } = measure(arrivalsOf({ packets: 30_000, slowPpm }))
    expect(delayVariation!.p95Ms).toBeLessThan(0.5)
    // At most what piles up in the seven seconds before it is known.
    expect(delayVariation!.maxMs).toBeLessThan(7.1)
    expect(jitterBuffers!.adaptive.late).toBe(0)
  })

  test('a path that gets longer for good costs a few packets, not the rest of the call', () => {
    const { jitterBuffers } = measure(arrivalsOf({ packets: 3_000, delayMs: (i) => (i < 500 ? 0 : 400) }))
    expect(jitterBuffers!.fixed[3]!.late).toBe(10)
  })

  test('packets held up and then let go at once are late, each by its own delay', () => {
    // 30 packets are held until the last of them: 580, 560 ... 0 ms.
    const delayMs = (i: number) => (i >= 500 && i < 530 ? (529 - i) * 20 : 0)
    const { jitterBuffers, gaps } = measure(arrivalsOf({ packets: 1_000, delayMs }))
    expect(jitterBuffers!.fixed.map(({ late }) => late)).toEqual([27, 26, 24, 19])
    expect(gaps).toMatchObject([{ kind: 'stalled', at: AT + 499 * 20_000, durationMs: 600, missing: 0 }])
  })
})

describe('gaps and silence', () => {
  const spurt = (from: number, start: number, count = 50): Sent[] =>
    talk(count, { from, start }).map((sent, i) => {
      return { ...sent, rtpTimestamp: Math.round(start * 8) + i * 160, marker: i === 0 }
    })

  test('silence suppression: the timestamp runs on, and no number is missing', () => {
    const stream = measure([...spurt(0, 0), ...spurt(50, 3_000), ...spurt(100, 5_000)])
    expect(stream).toMatchObject({ lost: 0, clockSkew: undefined, jitterMs: { max: 0 } })
    expect(stream.silence).toMatchObject({ talkspurts: 2, suppressions: 2, suppressedMs: 2_020 + 1_020 })
    expect(stream.gaps).toEqual([
      { kind: 'silence', at: AT + 980_000, frame: 51, durationMs: 2_020, missing: 0 },
      { kind: 'silence', at: AT + 3_980_000, frame: 101, durationMs: 1_020, missing: 0 },
    ])
    expect(stream.gapCounts).toEqual({ lost: 0, silence: 2, stalled: 0, restarted: 0 })
  })

  test('an outage is loss, a sender that stood still is not, and a segment begins anew', () => {
    const outage = [...talk(50), ...talk(50, { from: 80, start: 1_600 })]
    expect(measure(outage).gaps).toMatchObject([{ kind: 'lost', at: AT + 980_000, durationMs: 620, missing: 30 }])
    const still = [...talk(50), ...talk(50, { from: 50, start: 4_000 })]
    expect(measure(still).gaps).toMatchObject([{ kind: 'stalled', durationMs: 3_020, missing: 0 }])
    const anew = [...talk(50), ...talk(50, { from: 600, start: 60_000 })]
    expect(measure(anew)).toMatchObject({ gaps: [{ kind: 'restarted', missing: 0 }], lost: 0 })
  })

  test('the longest 32 are listed, and all are counted', () => {
    const spurts = Array.from({ length: 60 }, (_, i) => spurt(i * 10, i * 1_000 + i * i, 10)).flat()
    const { gaps, gapCounts } = measure(spurts)
    expect(gapCounts.silence).toBe(59)
    expect(gaps).toHaveLength(32)
    expect(gaps.map(({ at }) => at)).toEqual(gaps.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(Math.min(...gaps.map(({ durationMs }) => durationMs))).toBeGreaterThan(850)
  })

  test('comfort noise counts, and is no change of codec', () => {
    const noise = (number: number, ms: number): Sent => {
      const rtpTimestamp = ms * 8
      return { ms, sequence: number, rtpTimestamp, payloadType: 13, payload: new Uint8Array(1) }
    }
    const stream = measure([...spurt(0, 0), noise(50, 1_000), noise(51, 1_500), ...spurt(52, 2_000)], [PCMU, NOISE])
    expect(stream).toMatchObject({ lost: 0, payloadTypeChanges: [], silence: { comfortNoisePackets: 2 } })
    expect(stream.jitterMs!.max).toBe(0)
  })

  test('digital silence: one octet repeated', () => {
    const voice = Uint8Array.from({ length: 160 }, (_, i) => 0x7e + ((i * 7) & 3))
    const mute = new Uint8Array(160).fill(0xff)
    const sent = talk(1_000).map((one, i) => ({ ...one, payload: i >= 200 && i < 600 ? mute : voice }))
    const digital = measure(sent).speech!.digitalSilence
    expect(digital.share).toBeCloseTo(0.4, 2)
    expect(digital.longestMs).toBe(8_000)
    expect(digital.longestAt).toBe(AT + 4_000_000)
    expect(
      measure(
        sent.map((one) => ({ ...one, payloadType: 18 })),
        [G729],
      ).speech,
    ).toBeUndefined()
  })
})

describe('packets and their headers', () => {
  test('sizes, payload types and when they changed', () => {
    const long = talk(100, { from: 300, start: 6_000 }).map((sent) => {
      return { ...sent, payloadType: 18, payload: new Uint8Array(20) }
    })
    const sent = [...talk(299), { ...talk(1, { from: 299, start: 5_980 })[0]!, payload: new Uint8Array(80) }, ...long]
    const stream = measure(sent, [PCMU, G729])
    expect(stream.payloadTypes).toMatchObject([
      {
        payloadType: 0,
        packets: 300,
        sizes: [
          { octets: 160, packets: 299 },
          { octets: 80, packets: 1 },
        ],
        otherSizes: 0,
      },
      {
        payloadType: 18,
        packets: 100,
        sizes: [{ octets: 20, packets: 100 }],
        firstAt: AT + 6_000_000,
        firstFrame: 301,
      },
    ])
    expect(stream.payloadTypeChanges).toEqual([{ at: AT + 6_000_000, frame: 301, from: 0, to: 18 }])
    expect(sum(stream.payloadTypes.map(({ packets }) => packets))).toBe(stream.packets)
  })

  test('DSCP and hop limit by value, and how often they changed', () => {
    const marks = (i: number) => (i < 100 ? 46 : i < 150 ? 0 : 46)
    const stream = measure(talk(400).map((sent, i) => ({ ...sent, dscp: marks(i), ttl: 60 + (i % 2) })))
    expect(stream).toMatchObject({
      dscp: 46,
      dscps: [
        { dscp: 46, packets: 350 },
        { dscp: 0, packets: 50 },
      ],
      dscpChanges: 2,
      ttls: [
        { ttl: 60, packets: 200 },
        { ttl: 61, packets: 200 },
      ],
      ttlChanges: 399,
    })
  })

  test('another packetisation that lasts is a change, not a fault', () => {
    const thirty = Array.from({ length: 100 }, (_, i): Sent => {
      return { ms: 4_000 + i * 30, sequence: 200 + i, rtpTimestamp: 200 * 160 + i * 240 }
    })
    const again = talk(100, { from: 300, start: 7_000 }).map((sent, i) => {
      return { ...sent, rtpTimestamp: 200 * 160 + 100 * 240 + i * 160 }
    })
    const stream = measure([...talk(200), ...thirty, ...again])
    expect(stream).toMatchObject({ ptimeMs: 20, timestamps: { irregular: 0, events: [] } })
    expect(stream.ptimeShare).toBeCloseTo(0.75, 2)
    expect(stream.ptimeChanges).toMatchObject([
      { fromMs: 20, toMs: 30, at: AT + 4_030_000 },
      { fromMs: 30, toMs: 20 },
    ])
  })

  test('timestamps that do not go on as they should', () => {
    const wrong = new Map([
      [100, -80],
      [150, 77],
      [200, 80_000],
    ])
    let off = 0
    const sent = talk(400).map((one, i) => {
      off += wrong.get(i) ?? 0
      if (i > 300 && i < 306) off -= 160
      return { ...one, rtpTimestamp: one.rtpTimestamp + off + 100_000 }
    })
    const { timestamps } = measure(sent)
    // 80 and 237 ticks in place of 160; 500 packets' worth at once; five under one timestamp, which go on as if nothing were.
    expect(timestamps).toMatchObject({ irregular: 2, jumps: 1, repeated: 1, backwards: 0 })
    expect(timestamps.events.map(({ kind, at, ticks }) => [kind, (at - AT) / 20_000, ticks])).toEqual([
      ['irregular', 100, 80],
      ['irregular', 150, 237],
      ['jump', 200, 80_160],
      ['repeated', 304, 0],
    ])
  })

  test('a step back in time', () => {
    const sent = talk(300).map((one, i) => ({
      ...one,
      rtpTimestamp: one.rtpTimestamp + 99_999 - (i >= 120 ? 5_000 : 0),
    }))
    expect(measure(sent).timestamps).toMatchObject({ backwards: 1, events: [{ kind: 'backwards', ticks: -4_840 }] })
  })

  test('a sender that delivers in clumps', () => {
    const sent = talk(400).map((one, i) => ({ ...one, ms: Math.floor(i / 5) * 100 + (i % 5) * 0.1 }))
    expect(measure(sent).pacing).toEqual({
      clumps: 79,
      clumpedPackets: 395,
      largestClump: 5,
      longestPauseMs: expect.closeTo(99.6, 6),
    })
    expect(measure(talk(400)).pacing).toMatchObject({ clumps: 0, clumpedPackets: 0 })
  })

  test.each([
    [10, 10],
    [4, 4],
    [1, 1],
    [15.625, 15.625],
    [0.013, undefined],
  ])('arrivals at multiples of %d ms tell of a clock of %s ms', (step, stepMs) => {
    const noise = createNoise(2)
    const sent = arrivalsOf({ packets: 2_000, delayMs: () => 30 * noise() })
    const captured = sent.map((one) => ({ ...one, ms: Math.floor(one.ms / step) * step }))
    expect(measure(captured).captureClock.stepMs).toBe(stepMs)
  })

  test('a new SSRC on the way knows the one before it, and that one the next', () => {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    bench.sendAll(talk(60))
    bench.sendAll(talk(60, { start: 1_000 }).map((sent) => ({ ...sent, ssrc: 7 })))
    bench.sendAll(talk(60, { start: 3_000 }).map((sent) => ({ ...sent, ssrc: 8 })))
    expect(bench.streams.end()).toMatchObject([
      { number: 1, previous: undefined, next: 2 },
      { number: 2, previous: { number: 1, ssrc: SSRC, lastAt: AT + 1_180_000, overlapMs: 180 }, next: 3 },
      { number: 3, previous: { number: 2, ssrc: 7, lastAt: AT + 2_180_000, overlapMs: 0 }, next: undefined },
    ])
  })

  test('an SSRC of 0 is one like any other', () => {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    bench.sendAll(talk(60).map((sent) => ({ ...sent, ssrc: 0 })))
    bench.sendAll(talk(60, { start: 2_000 }).map((sent) => ({ ...sent, ssrc: 1 })))
    expect(bench.streams.end()).toMatchObject([
      { ssrc: 0, next: 2, packets: 60 },
      { ssrc: 1, previous: { ssrc: 0 } },
    ])
  })
})

describe('over time', () => {
  const columns = ['packets', 'bytes', 'lost', 'reordered', 'duplicates', 'late', 'maxJitterMs', 'maxDeltaMs'] as const

  test('an outage is spread over the seconds it lasted', () => {
    const { series } = measure([...talk(100), ...talk(150, { from: 250, start: 5_000 })])
    expect(series).toMatchObject({ at: AT, bucketMs: 1_000, packets: [50, 50, 0, 0, 0, 50, 50, 50] })
    expect(series!.lost).toEqual([0, 1, 50, 49, 50, 0, 0, 0])
    expect(series!.maxDeltaMs).toEqual([20, 20, 0, 0, 0, 3_020, 20, 20])
  })

  test('adds up to the figures of the stream, whatever happens on the way', () => {
    const fate = fc.constantFrom('sent', 'sent', 'sent', 'sent', 'sent', 'lost', 'copied', 'late')
    fc.assert(
      fc.property(fc.array(fate, { minLength: 50, maxLength: 1_200 }), (fates) => {
        const stream = measure(
          arrivalsOf({
            packets: fates.length,
            lost: (i) => fates[i] === 'lost',
            delayMs: (i) => (fates[i] === 'late' ? 70 : 0),
            copyMs: (i) => (fates[i] === 'copied' ? 9 : undefined),
          }),
        )
        const { series, jitterBuffers } = stream
        for (const column of columns) expect(series![column]).toHaveLength(series!.packets.length)
        const whole = { packets: 0, bytes: 0, lost: 0, reordered: 0, duplicates: 0 }
        for (const column of Object.keys(whole) as (keyof typeof whole)[]) whole[column] = sum(series![column])
        const { packets, bytes, lost, reordered, duplicates } = stream
        expect(whole).toEqual({ packets, bytes, lost, reordered, duplicates })
        expect(sum(series!.late)).toBe(jitterBuffers!.adaptive.late)
        expect(Math.max(...series!.maxDeltaMs)).toBe(stream.maxDeltaMs)
        expect(Math.max(...series!.maxJitterMs)).toBeCloseTo(stream.jitterMs!.max, 2)
        expect(Math.min(...columns.flatMap((column) => series![column]))).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  test('of a long stream the buckets get wider, never more than 600', () => {
    // A packet each two seconds, for three hours.
    const sent = Array.from({ length: 5_400 }, (_, i): Sent => {
      return { ms: i * 2_000, sequence: i & 0xffff, rtpTimestamp: i * 16_000 }
    })
    const { series, packets } = measure(sent)
    expect(series!.bucketMs).toBe(32_000)
    expect(series!.packets.length).toBeLessThanOrEqual(600)
    expect(sum(series!.packets)).toBe(packets)
  })

  test('is made when the stream is over, or when it is asked for whole', () => {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    bench.sendAll(talk(120))
    expect(bench.streams.snapshot(1, false)!.series).toBeUndefined()
    expect(bench.streams.snapshot(1, true)!.series!.packets).toEqual([50, 50, 20])
    expect(bench.streams.end()[0]!.series!.packets).toEqual([50, 50, 20])
  })

  test('looking at it in between changes nothing', () => {
    const noise = createNoise(4)
    const sent = arrivalsOf({
      packets: 1_500,
      lost: () => noise() < 0.02,
      delayMs: () => (noise() < 0.05 ? 90 : 4) * noise(),
    })
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    for (const [i, one] of sent.entries()) {
      bench.send(one)
      if (i % 37 === 0) bench.streams.snapshot(1, true)
    }
    expect(bench.streams.end()).toEqual([measure(sent, [PCMU])])
  })
})

describe('whatever comes', () => {
  /** Paths of numbers that are none. */
  function* notNumbers(value: unknown, path = ''): Generator<string> {
    if (typeof value === 'number' && !Number.isFinite(value)) yield path
    if (typeof value !== 'object' || value === null) return
    for (const [key, member] of Object.entries(value)) yield* notNumbers(member, `${path}.${key}`)
  }

  test('every figure is a number, and shares are shares', () => {
    const packet = fc.record({
      after: fc.oneof(fc.constantFrom(0, 20), fc.double({ min: -3_000, max: 30_000, noNaN: true })),
      step: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: -2_000, max: 40_000 })),
      ticks: fc.oneof({ weight: 4, arbitrary: fc.constant(160) }, fc.integer({ min: -(2 ** 31), max: 2 ** 31 })),
      payloadType: fc.constantFrom(0, 0, 0, 8, 13, 101, 111, 120),
      marker: fc.boolean(),
      octets: fc.nat({ max: 200 }),
      looked: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 400 }), fc.boolean(), (packets, announced) => {
        const bench = createBench()
        if (announced) bench.streams.announce('10.0.0.2', 4_002, [PCMU, OPUS])
        let [ms, sequence, rtpTimestamp] = [0, 65_500, 0]
        for (const { after, step, ticks, octets, looked, ...rest } of packets) {
          ms += after
          sequence = (sequence + step) & 0xffff
          rtpTimestamp = (rtpTimestamp + ticks) >>> 0
          bench.send({ ms, sequence, rtpTimestamp, payload: new Uint8Array(octets), ...rest })
          if (looked) bench.streams.snapshot(1, true)
        }
        for (const stream of bench.streams.end()) {
          expect([...notNumbers(stream)]).toEqual([])
          expect(sum(stream.payloadTypes.map((use) => use.packets))).toBe(stream.packets)
          for (const { sizes, otherSizes, packets: used } of stream.payloadTypes)
            expect(sum(sizes.map((size) => size.packets)) + otherSizes).toBe(used)
          expect(sum(stream.dscps.map((mark) => mark.packets))).toBe(stream.packets)
          expect(sum(stream.series!.lost)).toBe(stream.lost)
          expect(stream.lossPercent).toBeLessThanOrEqual(100)
          for (const { latePercent } of stream.jitterBuffers?.fixed ?? []) expect(latePercent).toBeLessThanOrEqual(100)
        }
      }),
      { numRuns: 300 },
    )
  })
})
