import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ToneEvents } from '../../../src/correlate/quality/tone-events.ts'

interface Sent {
  readonly event: number
  readonly stamp: number
  readonly duration: number
  readonly end?: boolean
  readonly marker?: boolean
}

/** The packets of one key pressed for `ticks`, 160 ticks apart, its end sent three times (RFC 4733 §2.5.1). */
function key(event: number, stamp: number, ticks = 800): Sent[] {
  const steps = Array.from({ length: ticks / 160 }, (_, i) => 160 * (i + 1))
  const going = steps.map((duration, i) => ({ event, stamp, duration, marker: i === 0 }))
  return [...going, ...[1, 2, 3].map(() => ({ event, stamp, duration: ticks, end: true }))]
}

function told(sent: readonly Sent[]): ToneEvents {
  const tones = new ToneEvents()
  for (const [frame, { event, stamp, duration, end = false, marker = false }] of sent.entries()) {
    const payload = Uint8Array.of(event, (end ? 0x80 : 0) | 10, duration >> 8, duration & 0xff)
    tones.note({ at: frame * 20_000, frame, rtpTimestamp: stamp | 0, marker }, payload, 0, 4)
  }
  return tones
}

describe('telephone events of a stream', () => {
  test('one key: its packets are one event', () => {
    const tones = told(key(5, 1_000))
    expect([tones.begun, tones.ended]).toEqual([1, 1])
    expect(tones.list(8_000)).toEqual([
      {
        ...{ event: 5, at: 0, frame: 0, rtpTimestamp: 1_000, durationMs: 100, volumeDb: 10 },
        ...{ packets: 8, endPackets: 3, marked: true },
      },
    ])
  })

  test('the same key twice, and a digit after it', () => {
    expect(
      told([...key(5, 1_000), ...key(5, 3_000), ...key(11, 5_000)])
        .list(8_000)
        .map(({ event }) => event),
    ).toEqual([5, 5, 11])
  })

  test('all ends lost, the beginning lost', () => {
    const sent = key(1, 1_000)
    expect(told(sent.slice(0, 5)).list(8_000)).toMatchObject([{ endPackets: 0, marked: true, durationMs: 100 }])
    const [late] = told(sent.slice(5)).list(8_000)
    expect(late).toMatchObject({ endPackets: 3, marked: false, packets: 3, durationMs: 100 })
    expect(told(sent.slice(0, 5))).toMatchObject({ begun: 1, ended: 0 })
  })

  test('a packet overtaken by the next key begins nothing', () => {
    const [first, second] = [key(1, 1_000), key(2, 3_000)]
    const tones = told([...first.slice(0, 7), second[0]!, first[7]!, ...second.slice(1)])
    expect([tones.begun, tones.ended]).toEqual([2, 2])
    expect(tones.list(8_000).map(({ packets }) => packets)).toEqual([8, 8])
  })

  test('a key held longer than sixteen bits can tell goes on in another part', () => {
    const long = [
      { event: 3, stamp: 1_000, duration: 40_000, marker: true },
      { event: 3, stamp: 1_000, duration: 0xffff },
      { event: 3, stamp: 1_000 + 0xffff, duration: 8_000 },
      { event: 3, stamp: 1_000 + 0xffff, duration: 14_465, end: true },
    ]
    const tones = told(long)
    expect([tones.begun, tones.ended]).toEqual([1, 1])
    expect(tones.list(8_000)).toMatchObject([{ durationMs: 10_000, packets: 4 }])
  })

  test('timestamps that wrap, and a clock nobody knows', () => {
    expect(told(key(1, 0xffffff00)).list(undefined)).toMatchObject([
      { rtpTimestamp: 0xffffff00, durationMs: undefined },
    ])
  })

  test('a flood of events is counted, and kept up to a bound', () => {
    const tones = told(Array.from({ length: 1_000 }, (_, i) => key(i % 16, i * 2_000)).flat())
    expect([tones.begun, tones.ended, tones.list(8_000).length]).toEqual([1_000, 1_000, 256])
  })

  test('a payload too short for an event is none', () => {
    const tones = new ToneEvents()
    tones.note({ at: 0, frame: 1, rtpTimestamp: 0, marker: true }, Uint8Array.of(5, 0, 0), 0, 3)
    expect([tones.begun, tones.list(8_000)]).toEqual([0, []])
  })

  test('any packet may be lost but not all of a key: each is begun once', () => {
    const keys = fc.array(fc.tuple(fc.nat(15), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(keys, (pressed) => {
        const kept = pressed.flatMap(([event, mask], i) => key(event, i * 4_000).filter((_, n) => (mask >> n) & 1))
        const tones = told(kept)
        expect(tones.begun).toBe(pressed.length)
        expect(tones.list(8_000).map(({ event }) => event)).toEqual(pressed.map(([event]) => event))
      }),
    )
  })
})
