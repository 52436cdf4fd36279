import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_RTCP } from '../../src/correlate/rtp-control.ts'
import { PROBATION_PACKETS, SILENCE_MICROS } from '../../src/correlate/rtp-streams.ts'
import { join, rtcp, rtp, text } from '../support/capture-writer.ts'
import {
  AT,
  BACK,
  createBench,
  FORTH,
  type Hosts,
  measure,
  OPUS,
  PCMU,
  type Sent,
  SSRC,
  talk,
} from '../support/rtp-bench.ts'

/** RFC 3550 A.8, written down plainly: transit times and their smoothed difference, in milliseconds. */
function jitterOf(sent: readonly Sent[], clock: number): { mean: number; max: number; last: number } {
  let jitter = 0
  const all: number[] = []
  for (let i = 1; i < sent.length; i++) {
    const [a, b] = [sent[i - 1]!, sent[i]!]
    const ticks = ((b.rtpTimestamp - a.rtpTimestamp) << 0) / 1
    const d = Math.abs((b.ms - a.ms) * (clock / 1_000) - ticks)
    jitter += (d - jitter) / 16
    all.push((jitter * 1_000) / clock)
  }
  return { mean: all.reduce((a, b) => a + b, 0) / all.length, max: Math.max(...all), last: all.at(-1)! }
}

describe('what becomes a stream', () => {
  test('announced: the first packet', () => {
    const { streams, send } = createBench()
    streams.announce('10.0.0.2', 4_002, [PCMU])
    send(talk(1)[0]!)
    expect(streams.news()).toMatchObject([
      { number: 1, firstAt: AT, source: { address: '10.0.0.1', port: 4_000 }, destination: { address: '10.0.0.2' } },
    ])
    expect(streams.end()).toMatchObject([{ number: 1, packets: 1, expected: 1, lost: 0, ssrc: SSRC }])
  })

  test('announced after its packets: at once, all of them counted', () => {
    const { streams, sendAll } = createBench()
    sendAll(talk(3))
    expect(streams.news()).toEqual([])
    streams.announce('10.0.0.2', 4_002, [PCMU])
    expect(streams.news()).toMatchObject([{ number: 1 }])
    expect(streams.snapshot(1, false)).toMatchObject({ packets: 3 })
    expect(streams.counters()).toMatchObject({ rtpPackets: 3, rtcpPackets: 0, others: 0, streams: 1 })
  })

  test('announced by the other end: who receives there sends from there', () => {
    const { streams, send } = createBench()
    streams.announce('10.0.0.1', 4_000, [PCMU])
    send(talk(1)[0]!)
    expect(streams.end()).toMatchObject([{ packets: 1, clockRateHz: 8_000 }])
  })

  test('under one timestamp only after a long run, as probes for bandwidth are sent', () => {
    const probes = talk(20).map((sent) => ({ ...sent, rtpTimestamp: 0, payloadType: 97 }))
    const few = createBench()
    few.sendAll(probes.slice(0, 15))
    expect(few.streams.end()).toEqual([])
    const many = createBench()
    many.sendAll(probes)
    expect(many.streams.end()).toMatchObject([{ packets: 20 }])
  })

  test('not announced: after a probation, all of its packets counted', () => {
    const { streams, sendAll } = createBench()
    sendAll(talk(PROBATION_PACKETS - 1))
    expect(streams.news()).toEqual([])
    sendAll(talk(1, { from: PROBATION_PACKETS - 1 }))
    expect(streams.news()).toHaveLength(1)
    expect(streams.end()).toMatchObject([{ packets: PROBATION_PACKETS }])
    expect([...streams.hosts]).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  const dns = (id: number) =>
    join(Uint8Array.of(0x80 | (id >> 8), id & 0x7f, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0), text('example'))
  const netbios = (id: number) => join(Uint8Array.of(0x85, id & 0x7f, 1, 0x10, 0, 1, 0, 0, 0, 0, 0, 0), text('name'))
  test.each([
    ['DNS queries', dns],
    ['one DNS query again and again', () => dns(5)],
    ['NetBIOS names', netbios],
    ['reserved payload types', (i: number) => rtp({ sequence: i, rtpTimestamp: i * 160, ssrc: 1, payloadType: 77 })],
    ['sequence numbers at random', (i: number) => rtp({ sequence: i * 9_999, rtpTimestamp: i, ssrc: 1 })],
    ['timestamps at random', (i: number) => rtp({ sequence: i, rtpTimestamp: i * 0x1fff_ffff, ssrc: 1 })],
    ['a new SSRC each time', (i: number) => rtp({ sequence: i, rtpTimestamp: i * 160, ssrc: i })],
    [
      'a new payload type each time',
      (i: number) => rtp({ sequence: i, rtpTimestamp: i, ssrc: 1, payloadType: 96 + (i % 8) }),
    ],
  ])('never: %s', (_name, payload) => {
    const bench = createBench()
    for (let i = 0; i < 300; i++) bench.payload(i, payload(i), [3, 137, 4, 53])
    expect(bench.streams.news()).toEqual([])
    expect(bench.streams.end()).toEqual([])
  })

  test('never: random bytes', () => {
    const bytes = fc.uint8Array({ minLength: 12, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 40 }), (payloads) => {
        const bench = createBench()
        for (const [i, one] of payloads.entries()) bench.payload(i, one.with(0, 0x80 | (one[0]! & 0x3f)), FORTH)
        expect(bench.streams.end()).toEqual([])
      }),
    )
  })

  test('a new SSRC on the same flow, and the same SSRC the other way, are streams of their own', () => {
    const { streams, sendAll } = createBench()
    streams.announce('10.0.0.2', 4_002, [PCMU])
    streams.announce('10.0.0.1', 4_000, [PCMU])
    sendAll(talk(60))
    sendAll(talk(60, { start: 1_200 }).map((sent) => ({ ...sent, ssrc: 7 })))
    sendAll(talk(60), BACK)
    expect(streams.end().map(({ ssrc, packets, lost, source }) => [ssrc, packets, lost, source.port])).toEqual([
      [SSRC, 60, 0, 4_000],
      [7, 60, 0, 4_000],
      [SSRC, 60, 0, 4_002],
    ])
  })

  test('a flood of candidates leaves no streams and does not disturb a real one', () => {
    const { streams, send } = createBench()
    streams.announce('10.0.0.2', 4_002, [PCMU])
    for (let i = 0; i < 20_000; i++) send({ ...talk(1, { from: i })[0]!, ssrc: i }, [5, 9, 6, 9])
    for (const sent of talk(100)) send(sent)
    expect(streams.end()).toMatchObject([{ packets: 100, lost: 0 }])
  })
})

describe('loss', () => {
  test('is exact whatever is missing, late or doubled, and wraps', () => {
    const fate = fc.constantFrom('sent', 'sent', 'sent', 'sent', 'lost', 'doubled', 'late')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(fate, { minLength: 20, maxLength: 1_500 }),
        (base, fates) => {
          const sent: Sent[] = []
          const expected = { lost: 0, duplicates: 0, reordered: 0 }
          // The ends arrive, so that expected is known.
          const all = ['sent' as const, ...fates, 'sent' as const, 'sent' as const]
          for (const [i, packet] of talk(all.length, { from: base }).entries()) {
            const which = all[i]
            const previous = sent.at(-1)
            if (which === 'lost') {
              expected.lost++
              continue
            }
            if (which === 'late' && previous !== undefined && i > 1 && all[i - 1] === 'sent' && sent.length > 1) {
              sent.splice(-1, 1, { ...packet, ms: previous.ms }, { ...previous, ms: packet.ms })
              expected.reordered++
              continue
            }
            sent.push(packet)
            if (which === 'doubled') {
              sent.push({ ...packet, ms: packet.ms + 9 })
              expected.duplicates++
            }
          }
          const stream = measure(sent)
          expect(stream).toMatchObject({ ...expected, packets: sent.length, expected: all.length, segments: 1 })
          expect(stream.lossPercent).toBeCloseTo((100 * expected.lost) / all.length, 9)
          const lostInRuns = stream.lossRuns.slice(0, 9).reduce((sum, runs, i) => sum + runs * (i + 1), 0)
          if (stream.lossRuns[9] === 0) expect(lostInRuns).toBe(expected.lost)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('a pause without loss, and one where the sender skipped numbers but not time, lose nothing', () => {
    const quiet = measure([...talk(100), ...talk(100, { from: 100, start: 60_000 })])
    expect(quiet).toMatchObject({ lost: 0, segments: 1 })
    const skipped = measure([...talk(100), ...talk(100, { from: 600, start: 60_000 })])
    expect(skipped).toMatchObject({ lost: 0, segments: 2, expected: 200 })
  })

  test('an outage in which the timestamp went on with the clock is loss', () => {
    const outage = measure([...talk(100), ...talk(100, { from: 600, start: 12_000 })])
    expect(outage).toMatchObject({ lost: 500, segments: 1, expected: 700 })
    expect(outage.lossRuns[9]).toBe(1)
  })

  test('a new timestamp base with a jump in sequence is a new segment', () => {
    const moved = talk(100, { from: 150, start: 2_000 }).map((sent) => ({
      ...sent,
      rtpTimestamp: sent.rtpTimestamp + 9e8,
    }))
    expect(measure([...talk(100), ...moved])).toMatchObject({ lost: 0, segments: 2 })
  })

  test('the worst ten seconds are found', () => {
    const sent = talk(3_000).filter((_, i) => i < 1_000 || i >= 2_000 || i % 10 !== 0)
    const { worstWindow, lost } = measure(sent.filter((_, i) => i !== 50))
    expect(lost).toBe(101)
    expect(worstWindow).toEqual({ at: AT + 20_000_000, lost: 50, expected: 500 })
    expect(measure(talk(1_000)).worstWindow).toBeUndefined()
  })
})

describe('jitter', () => {
  const delays = fc.array(fc.nat({ max: 15 }), { minLength: 40, maxLength: 300 })
  test.each([
    ['PCMU', [PCMU], 0, 8_000],
    ['G.722, whose clock says 8,000', [], 9, 8_000],
    ['Opus, whose clock is 48,000', [OPUS], 111, 48_000],
  ] as const)('agrees with A.8 written down plainly: %s', (_name, codecs, payloadType, clock) => {
    fc.assert(
      fc.property(delays, fc.nat({ max: 0xffffffff }), (ms, base) => {
        const sent = talk(ms.length, { clock }).map((one, i) => {
          return { ...one, ms: one.ms + ms[i]!, payloadType, rtpTimestamp: (one.rtpTimestamp + base) >>> 0 }
        })
        const { jitterMs, clockRateHz, ptimeMs } = measure(sent, codecs)
        const expected = jitterOf(sent, clock)
        expect(clockRateHz).toBe(clock)
        expect(ptimeMs).toBe(20)
        for (const figure of ['mean', 'max', 'last'] as const)
          expect(jitterMs![figure]).toBeCloseTo(expected[figure], 2)
      }),
    )
  })

  test('is not known without a clock, and known for all that passed once a description tells it', () => {
    const sent = talk(200, { clock: 48_000 }).map((one, i) => ({ ...one, ms: one.ms + (i % 3), payloadType: 111 }))
    const bench = createBench()
    bench.sendAll(sent.slice(0, 150))
    expect(bench.streams.snapshot(1, false)).toMatchObject({
      jitterMs: undefined,
      clockRateHz: undefined,
      ptimeMs: undefined,
    })
    bench.streams.announce('10.0.0.2', 4_002, [OPUS])
    bench.sendAll(sent.slice(150))
    const [stream] = bench.streams.end()
    expect(stream!.jitterMs!.max).toBeCloseTo(jitterOf(sent, 48_000).max, 6)
    expect(stream).toMatchObject({ ptimeMs: 20, payloadTypes: [{ payloadType: 111, encoding: 'opus', packets: 200 }] })
  })

  const smooth = { mean: 0, max: 0, last: 0 }
  test('a talkspurt after silence does not count, though its timestamp did not run on', () => {
    const spurt = talk(50, { from: 50, start: 5_000 }).map((sent, i) => ({ ...sent, marker: i === 0 }))
    expect(measure([...talk(50), ...spurt])).toMatchObject({ jitterMs: smooth, maxDeltaMs: 4_020 })
  })

  test('telephone-events and comfort noise keep their own time', () => {
    const event = Array.from({ length: 8 }, (_, i): Sent => {
      const payload = new Uint8Array(4)
      return {
        ms: 1_000 + i * 20,
        sequence: 50 + i,
        rtpTimestamp: 50 * 160,
        payloadType: 101,
        payload,
        marker: i === 0,
      }
    })
    const noise: Sent = { ms: 1_700, sequence: 83, rtpTimestamp: 85 * 160, payloadType: 13, payload: new Uint8Array(1) }
    const after = talk(25, { from: 58, start: 1_160 })
    const last = talk(20, { from: 84, start: 2_900 })
    const stream = measure([...talk(50), ...event, ...after, noise, ...last])
    expect(stream).toMatchObject({ jitterMs: smooth, lost: 0, ptimeMs: 20 })
    expect(stream.payloadTypes).toMatchObject([
      { payloadType: 0, packets: 95, octets: 160, encoding: 'PCMU' },
      { payloadType: 101, packets: 8, octets: 4, encoding: 'telephone-event' },
      { payloadType: 13, packets: 1, octets: 1, encoding: 'CN' },
    ])
  })

  test('a change of codec, late packets and copies do not count', () => {
    const pcma = talk(50, { from: 50, start: 1_000 }).map((sent) => {
      return { ...sent, payloadType: 8, rtpTimestamp: sent.rtpTimestamp + 5_000 }
    })
    expect(measure([...talk(50), ...pcma]).jitterMs).toEqual({ ...smooth, p95: 0 })
    const [a, b, c, ...rest] = talk(60)
    const swapped = [a!, { ...c!, ms: 40 }, { ...b!, ms: 41 }, { ...c!, ms: 50 }, ...rest]
    expect(measure(swapped)).toMatchObject({ jitterMs: smooth, reordered: 1, duplicates: 1 })
  })

  test('digits played from files with numbers of their own lose nothing', () => {
    const digit = (from: number, start: number) =>
      Array.from({ length: 8 }, (_, i): Sent => {
        const shape = { payloadType: 101, payload: new Uint8Array(4), marker: i === 0, rtpTimestamp: from * 160 }
        return { ms: start + i * 20, sequence: from + i, ...shape }
      })
    expect(measure([...digit(0, 0), ...digit(60, 700), ...digit(420, 1_400)])).toMatchObject({ lost: 0, segments: 3 })
  })
})

describe('copies made by the capture', () => {
  test('the same packet with the same IP identification within 5 ms is dropped and counted as a flaw', () => {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    for (const sent of talk(50)) {
      bench.send({ ...sent, ipId: sent.sequence })
      bench.send({ ...sent, ms: sent.ms + 1, ipId: sent.sequence })
    }
    expect(bench.streams.end()).toMatchObject([{ packets: 50, duplicates: 0, lost: 0 }])
    expect(bench.flaws).toEqual(new Map([['capture-duplicate', 50]]))
  })

  test('another IP identification, or a later copy, is a duplicate on the network', () => {
    const copies = talk(50).flatMap((sent) => [sent, { ...sent, ms: sent.ms + 1 }])
    expect(measure(copies)).toMatchObject({ packets: 100, duplicates: 50 })
    const late = talk(50).flatMap((sent) => [
      { ...sent, ipId: 1 },
      { ...sent, ms: sent.ms + 6, ipId: 1 },
    ])
    expect(measure(late)).toMatchObject({ packets: 100, duplicates: 50 })
  })
})

describe('RTCP', () => {
  const report = (packetType: number, ssrc: number, about: number, loss: number) =>
    packetType === 200
      ? rtcp(200, 1, ssrc, 1, 2, 3, 4, 5, about, loss, 1_000, 80, 0, 0)
      : rtcp(201, 1, ssrc, about, loss, 1_000, 80, 0, 0)
  const CONTROL: Hosts = [1, 4_001, 2, 4_003]
  const CONTROL_BACK: Hosts = [2, 4_003, 1, 4_001]

  function call() {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    bench.streams.announce('10.0.0.1', 4_000, [PCMU])
    // RTCP may come before the first packet of its stream.
    bench.control(0, report(200, SSRC, 9, 0), CONTROL)
    bench.sendAll(talk(20))
    bench.sendAll(
      talk(20).map((sent) => ({ ...sent, ssrc: 9 })),
      BACK,
    )
    return bench
  }

  test('who sends it, and what the far end reports, signed', () => {
    const { streams, control } = call()
    control(100, report(200, SSRC, 9, 0), CONTROL)
    control(200, report(201, 9, SSRC, (25 << 24) | 7), CONTROL_BACK)
    control(300, report(201, 9, SSRC, (26 << 24) | 0xfffffd), CONTROL_BACK)
    control(400, join(rtcp(201, 0, 9), rtcp(203, 1, 9)), CONTROL_BACK)
    const [forth, back] = streams.end()
    expect(forth!.rtcp).toMatchObject({
      senderReports: 2,
      receiverReports: 0,
      packets: 2,
      firstAt: AT,
      lastAt: AT + 100_000,
      farEnd: { at: AT + 300_000, fractionLost: 26, cumulativeLost: -3, highestSequence: 1_000, jitterTicks: 80 },
      farEndSeries: [{ fractionLost: 25 }, { fractionLost: 26 }],
      bye: false,
    })
    expect(back!.rtcp).toMatchObject({ senderReports: 0, receiverReports: 3, packets: 3, bye: true })
    expect(streams.counters().rtcpPackets).toBe(5)
  })

  test('RTCP on the media port, and of an SSRC that sends no media, counts for the source host', () => {
    const { streams, control } = call()
    control(100, rtcp(201, 0, 0x777), BACK)
    const [, back] = streams.end()
    expect(back!.rtcp).toMatchObject({ packets: 1, receiverReports: 0 })
  })

  test('a stream nobody reports on has none of it', () => {
    expect(measure(talk(20)).rtcp).toBe(NO_RTCP)
  })

  test('the same SSRC in another call between the same hosts is told apart by port', () => {
    const { streams, control, sendAll } = call()
    const other: Hosts = [1, 5_000, 2, 5_002]
    streams.announce('10.0.0.2', 5_002, [PCMU])
    sendAll(talk(20), other)
    control(100, report(200, SSRC, 9, 0), [1, 5_001, 2, 5_003])
    control(200, report(200, SSRC, 9, 0), [1, 5_001, 2, 5_003])
    expect(streams.end().map(({ source, rtcp: facts }) => [source.port, facts.senderReports])).toEqual([
      [4_000, 1],
      [4_002, 0],
      [5_000, 2],
    ])
  })

  test('nonsense is a flaw where there is media, and nothing elsewhere', () => {
    const { flaws, control } = call()
    const broken = rtcp(200, 0, 1, 2, 3, 4, 5, 6).slice(0, 16)
    control(1, broken, CONTROL)
    control(1, broken, [8, 137, 9, 137])
    expect(flaws).toEqual(new Map([['rtcp-invalid', 1]]))
  })
})

describe('what the far end says of the stream', () => {
  test('VoIP metrics, requests for packets and for pictures', () => {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU])
    bench.sendAll(talk(20))
    const back: Hosts = [2, 4_003, 1, 4_001]
    const metrics = [SSRC, 0x10204080, 0x00640032, 0x00c80014, 0xf0c47f10, 0x5d7f2a29, 0, 0x00280050, 0x00780000]
    const report = join(rtcp(201, 0, 9), rtcp(207, 0, 9, 0x07000008, ...metrics.slice(0, 8)))
    bench.control(300, report, back)
    bench.control(400, join(rtcp(201, 0, 9), rtcp(205, 1, 9, SSRC, 0x00050000)), back)
    bench.control(500, join(rtcp(201, 0, 9), rtcp(206, 1, 9, SSRC), rtcp(206, 4, 9, 0, SSRC, 1)), back)
    expect(bench.streams.end()[0]!.rtcp).toMatchObject({
      voipMetrics: { lossRate: 0.0625, discardRate: 0.125, rFactor: 93, externalRFactor: undefined, mosLq: 4.2 },
      nacks: 1,
      pictureRequests: 2,
    })
  })
})

describe('SRTP', () => {
  const sized = (octets: number) => talk(60).map((sent) => ({ ...sent, payload: new Uint8Array(octets) }))
  const secure = (sent: readonly Sent[], announce?: boolean) => {
    const bench = createBench()
    bench.streams.announce('10.0.0.2', 4_002, [PCMU], announce)
    bench.sendAll(sent)
    const [stream] = bench.streams.end()
    return { secure: stream!.secure, tagOctets: stream!.tagOctets, counted: bench.streams.counters().srtpPackets }
  }

  test.each([
    [160, 0, false],
    [164, 4, true],
    [170, 10, true],
    [176, 16, true],
    [165, undefined, undefined],
  ])('nobody announced it: payloads of %i octets for 160 ticks have a tag of %s', (octets, tagOctets, isSecure) => {
    const bench = createBench()
    bench.sendAll(sized(octets))
    expect(bench.streams.end()).toMatchObject([{ tagOctets, secure: isSecure }])
  })

  test('sizes outweigh the description, which may only have been offered', () => {
    expect(secure(sized(160), true)).toEqual({ secure: false, tagOctets: 0, counted: 0 })
    expect(secure(sized(170), false)).toEqual({ secure: true, tagOctets: 10, counted: 60 })
    expect(secure(sized(165), true)).toEqual({ secure: true, tagOctets: undefined, counted: 60 })
  })

  test('sizes that change tell nothing', () => {
    const last = sized(120).at(-1)!
    expect(secure([...sized(170).slice(0, 59), last], undefined)).toMatchObject({ tagOctets: undefined })
  })

  test('DTLS between the two ends agreed on it', () => {
    const bench = createBench()
    bench.sendAll(talk(20).map((sent) => ({ ...sent, payloadType: 111 })))
    bench.sendAll(
      talk(20).map((sent) => ({ ...sent, payloadType: 111, ssrc: 8 })),
      [1, 4_000, 2, 9_999],
    )
    bench.streams.keyed({ address: '10.0.0.2', port: 4_002 }, { address: '10.0.0.1', port: 4_000 })
    expect(bench.streams.end().map((stream) => stream.secure)).toEqual([true, undefined])
  })
})

describe('telephone events', () => {
  const event = (number: number, at: number, from: number, ends: boolean) =>
    Array.from({ length: 6 }, (_, i): Sent => {
      const end = ends && i >= 3 ? 0x80 : 0
      return {
        ms: at + i * 20,
        sequence: from + i,
        rtpTimestamp: from * 160,
        payloadType: 101,
        marker: i === 0,
        payload: Uint8Array.of(number, end | 10, 0, 160 * i),
      }
    })

  test('each counts once, however often it is sent, and its end once', () => {
    const sent = [...event(1, 0, 0, true), ...event(1, 200, 6, true), ...event(5, 400, 12, false)]
    const { events, tones } = measure(sent)
    expect(events).toEqual({ begun: 3, ended: 2 })
    expect(tones!.map((tone) => [tone.event, tone.packets, tone.endPackets, tone.marked])).toEqual([
      [1, 6, 3, true],
      [1, 6, 3, true],
      [5, 6, 0, true],
    ])
  })

  test('without a payload type for them nothing is known', () => {
    expect(measure(talk(20)).events).toBeUndefined()
  })
})

describe('what the caller is told', () => {
  test('of a stream that is new, that has 64 packets, and each fourfold of them', () => {
    const { streams, sendAll } = createBench()
    streams.announce('10.0.0.2', 4_002, [PCMU])
    let sent = 0
    const news = (packets: number) => {
      sendAll(talk(packets, { from: sent, start: 20 * sent }))
      sent += packets
      return streams.news().map(({ number }) => [number, streams.snapshot(number, false)!.packets])
    }
    expect(news(10)).toEqual([[1, 10]])
    expect(news(53)).toEqual([])
    expect(news(2)).toEqual([[1, 65]])
    expect(news(190)).toEqual([])
    expect(news(10)).toEqual([[1, 265]])
    expect(streams.news()).toEqual([])
    expect(streams.snapshot(1, false)).toMatchObject({ packets: 265 })
  })

  test('a silent stream is closed once, and one that comes back is another', () => {
    const { streams, sendAll } = createBench()
    streams.announce('10.0.0.2', 4_002, [PCMU])
    streams.announce('10.0.0.1', 4_000, [PCMU])
    sendAll(talk(10))
    sendAll(talk(10, { start: SILENCE_MICROS / 1_000 }), BACK)
    expect(streams.closed()).toEqual([])
    sendAll(talk(1, { from: 10, start: SILENCE_MICROS / 1_000 + 2_000 }), BACK)
    expect(streams.closed()).toMatchObject([{ number: 1, packets: 10 }])
    expect(streams.closed()).toEqual([])
    expect(streams.snapshot(1, false)).toBeUndefined()
    sendAll(talk(10, { from: 500, start: SILENCE_MICROS / 1_000 + 2_100 }))
    expect(streams.end().map(({ number, lost }) => [number, lost])).toEqual([
      [2, 0],
      [3, 0],
    ])
    expect(streams.end()).toEqual([])
  })

  test('a host name in a description announces nothing', () => {
    const { streams, send } = createBench()
    streams.announce('media.example.com', 4_002, [PCMU])
    streams.announce('10.0.0.2', 0, [PCMU])
    send(talk(1)[0]!)
    expect(streams.end()).toEqual([])
  })
})

describe('too many streams at once', () => {
  const of = (ssrc: number, packets: number) => talk(packets).map((sent) => ({ ...sent, ssrc }))

  test('behind so many short ones a description is not enough, and the first of them is told of early', () => {
    const { streams, sendAll, flaws } = createBench({ young: 2 })
    streams.announce('10.0.0.2', 4_002, [PCMU])
    for (const ssrc of [1, 2]) sendAll(of(ssrc, 1))
    expect(streams.news()).toHaveLength(2)
    expect(flaws.get('rtp-streams-capped')).toBeUndefined()
    sendAll(of(3, PROBATION_PACKETS - 1))
    expect(streams.news()).toEqual([])
    expect(flaws.get('rtp-streams-capped')).toBe(1)
    sendAll(talk(1, { from: PROBATION_PACKETS - 1 }).map((sent) => ({ ...sent, ssrc: 3 })))
    expect(streams.news()).toMatchObject([{ number: 3 }])
    expect(streams.closed()).toMatchObject([{ number: 1, packets: 1 }])
    expect(flaws.get('rtp-streams-capped')).toBe(2)
    expect(streams.end()).toMatchObject([{ number: 2 }, { number: 3, packets: PROBATION_PACKETS }])
  })

  test('streams that last make no room for short ones', () => {
    const { streams, sendAll, flaws } = createBench({ young: 1 })
    streams.announce('10.0.0.2', 4_002, [PCMU])
    for (const ssrc of [1, 2]) sendAll(of(ssrc, 64))
    sendAll(of(3, 1))
    expect(streams.closed()).toEqual([])
    expect(flaws.get('rtp-streams-capped')).toBeUndefined()
    expect(streams.end()).toHaveLength(3)
  })

  test('past all that are followed none is', () => {
    const { streams, sendAll, flaws } = createBench({ streams: 1 })
    for (const ssrc of [1, 2]) sendAll(of(ssrc, 64))
    expect(flaws.get('rtp-streams-capped')).toBeGreaterThan(0)
    expect(streams.end()).toMatchObject([{ ssrc: 1, packets: 64 }])
  })
})
