import { describe, expect, test } from 'vitest'
import { type Batch, createIntake } from '../../src/correlate/intake.ts'
import type { StreamRecord } from '../../src/model/events.ts'
import { ethernet, ip, join, rtp, text, udp, type WrittenFrame, writePcap } from '../support/capture-writer.ts'

// Whole captures against figures worked out by hand, by RFC 3550 A.1, A.3 and A.8.

const AT = 1_776_000_000_000_000
const FROM = ['192.0.2.1', 4_000] as const
const TO = ['198.51.100.5', 4_002] as const

interface Sent {
  readonly ms: number
  readonly payload: Uint8Array
}

const invite = (formats: string, ...attributes: readonly string[]): Uint8Array =>
  text(
    [
      'INVITE sip:bob@example.com SIP/2.0',
      'Via: SIP/2.0/UDP 198.51.100.5;branch=z9hG4bK1',
      'From: <sip:alice@example.com>;tag=1',
      'To: <sip:bob@example.com>',
      'Call-ID: figures',
      'CSeq: 1 INVITE',
      'Content-Type: application/sdp',
      '',
      'v=0',
      'o=- 1 1 IN IP4 198.51.100.5',
      's=-',
      'c=IN IP4 198.51.100.5',
      't=0 0',
      `m=audio 4002 RTP/AVP ${formats}`,
      ...attributes.map((attribute) => `a=${attribute}`),
      '',
    ].join('\r\n'),
  )

function streamsOf(
  sent: readonly Sent[],
  offer?: Uint8Array,
  chunk = Number.POSITIVE_INFINITY,
): readonly StreamRecord[] {
  const frame = (at: number, id: number, datagram: Uint8Array): WrittenFrame => {
    return { at, bytes: ethernet(ip(datagram, { source: FROM[0], destination: TO[0], id })) }
  }
  const packets = sent.map(({ ms, payload }, i) => frame(AT + ms * 1_000, i + 2, udp(payload, [FROM[1], TO[1]])))
  const signalling = offer === undefined ? [] : [frame(AT - 1_000, 1, udp(offer, [5_060, 5_060]))]
  const intake = createIntake('capture', () => {})
  const bytes = writePcap([...signalling, ...packets])
  const batches: Batch[] = []
  for (let at = 0; at < bytes.length; at += chunk) batches.push(...intake.push(bytes.subarray(at, at + chunk)))
  return [...batches, ...intake.end()].flatMap(({ closed }) => closed)
}

/** Packets of 20 ms and 160 ticks: number, and milliseconds late. */
const speech = (packets: readonly (readonly [number: number, late?: number])[], ssrc = 7, payloadType = 0): Sent[] =>
  packets.map(([number, late = 0]) => ({
    ms: number * 20 + late,
    payload: rtp({ sequence: number & 0xffff, rtpTimestamp: number * 160, ssrc, payloadType }),
  }))

const numbers = (from: number, to: number): [number][] => Array.from({ length: to - from + 1 }, (_, i) => [from + i])

describe('counts', () => {
  test('the number wraps at 65,535: two lost on this side, one on that', () => {
    const kept = numbers(65_500, 65_600).filter(([number]) => ![65_510, 65_511, 65_540].includes(number))
    expect(streamsOf(speech(kept))).toMatchObject([
      { packets: 98, expected: 101, lost: 3, lossRuns: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
    ])
  })

  test('a packet two places late is neither lost nor a duplicate', () => {
    const order = [0, 1, 2, 3, 5, 6, 4, 7, 8, 9].map((number, i): Sent => {
      return { ms: i * 20, payload: rtp({ sequence: number, rtpTimestamp: number * 160, ssrc: 7 }) }
    })
    expect(streamsOf(order)).toMatchObject([{ packets: 10, expected: 10, lost: 0, reordered: 1, duplicates: 0 }])
  })

  test('each third packet twice: packets count, loss does not go below zero', () => {
    const doubled = speech(numbers(0, 29)).flatMap((sent, i) =>
      i % 3 === 0 ? [sent, { ...sent, ms: sent.ms + 9 }] : [sent],
    )
    expect(streamsOf(doubled)).toMatchObject([{ packets: 40, expected: 30, lost: 0, duplicates: 10 }])
  })

  test('another SSRC between the same ports is another stream', () => {
    const both = [...speech(numbers(0, 9)), ...speech(numbers(10, 29), 8)]
    expect(streamsOf(both).map(({ ssrc, packets, lost }) => [ssrc, packets, lost])).toEqual([
      [7, 10, 0],
      [8, 20, 0],
    ])
  })

  test('padding, CSRCs and an extension are no payload', () => {
    const plain = rtp({ sequence: 1, rtpTimestamp: 160, ssrc: 7, payload: new Uint8Array(0) })
    const head = plain.with(0, 0x80 | 0x20 | 0x10 | 2)
    const csrcs = new Uint8Array(8)
    const extension = Uint8Array.of(0xbe, 0xde, 0, 1, 0x10, 0xff, 0, 0)
    const padding = Uint8Array.of(0, 0, 0, 4)
    const packet = join(head, csrcs, extension, new Uint8Array(160), padding)
    const [stream] = streamsOf([{ ms: 0, payload: packet }], invite('0'))
    expect(stream!.payloadTypes).toMatchObject([{ payloadType: 0, packets: 1, octets: 160, encoding: 'PCMU' }])
    expect(stream).toMatchObject({ packets: 1, bytes: 12 + 8 + 8 + 160 + 4 })
  })
})

test('however the input is cut, the figures are the same', () => {
  const kept = numbers(65_400, 66_400).filter(([number]) => number % 97 !== 0)
  const late = kept.map(([number]) => [number, number % 50 === 0 ? 65 : number % 7] as const)
  const sent = speech(late).toSorted((a, b) => a.ms - b.ms)
  const whole = streamsOf(sent, invite('0'))
  for (const chunk of [100, 1_777, 40_000]) expect(streamsOf(sent, invite('0'), chunk)).toEqual(whole)
})

describe('jitter', () => {
  // One packet 16 ms late. D is 16 and then -16: J = 16/16 = 1, then 1 + (16 - 1)/16 = 1.9375, then it decays by 15/16.
  const late = 16
  const afterOne = [1, 1.9375, 1.9375 * (15 / 16), 1.9375 * (15 / 16) ** 2]
  const mean = afterOne.reduce((sum, one) => sum + one, 0) / 4

  test.each([
    ['PCMU', '0', [], 0, 160],
    ['G.722, whose clock is 8,000 (RFC 3551 §4.5.2)', '9', [], 9, 160],
    ['L16 at 44,100', '11', [], 11, 882],
    ['Opus at 48,000', '111', ['rtpmap:111 opus/48000/2'], 111, 960],
  ] as const)('%s: one packet 16 ms late', (_name, formats, attributes, payloadType, step) => {
    const sent = [0, 1, 2, 3, 4].map((number): Sent => {
      const payload = rtp({ sequence: number, rtpTimestamp: number * step, ssrc: 7, payloadType })
      return { ms: number * 20 + (number === 1 ? late : 0), payload }
    })
    const [stream] = streamsOf(sent, invite(formats, ...attributes))
    expect(stream!.jitterMs!.max).toBeCloseTo(1.9375, 9)
    expect(stream!.jitterMs!.last).toBeCloseTo(afterOne[3]!, 9)
    expect(stream!.jitterMs!.mean).toBeCloseTo(mean, 9)
    expect(stream!.ptimeMs).toBe(20)
  })

  test('the timestamp wraps like any other', () => {
    const sent = [0, 1, 2, 3, 4].map((number): Sent => {
      const payload = rtp({ sequence: number, rtpTimestamp: 0xffffffff - 200 + number * 160, ssrc: 7 })
      return { ms: number * 20 + (number === 1 ? late : 0), payload }
    })
    expect(streamsOf(sent)[0]!.jitterMs!.max).toBeCloseTo(1.9375, 9)
  })

  test('a telephone-event inside the stream, with the time of its beginning, adds none', () => {
    const event = [10, 11, 12, 13].map((number): Sent => {
      const shape = { sequence: number, rtpTimestamp: 10 * 160, ssrc: 7, payloadType: 101, marker: number === 10 }
      const end = number === 13 ? 0x80 : 0
      return { ms: number * 20, payload: rtp({ ...shape, payload: Uint8Array.of(5, end | 10, 0, (number - 9) * 160) }) }
    })
    const sent = [...speech(numbers(0, 9)), ...event, ...speech(numbers(14, 20))]
    const [stream] = streamsOf(sent, invite('0 101', 'rtpmap:101 telephone-event/8000'))
    expect(stream).toMatchObject({
      packets: 21,
      lost: 0,
      jitterMs: { mean: 0, max: 0, last: 0 },
      clockRateHz: 8_000,
      events: { begun: 1, ended: 1 },
    })
  })

  test('unknown where nobody said which clock a dynamic type has', () => {
    const [stream] = streamsOf(speech(numbers(0, 20), 7, 120))
    expect(stream).toMatchObject({ packets: 21, lost: 0, jitterMs: undefined, clockRateHz: undefined })
  })
})
