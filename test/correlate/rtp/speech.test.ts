import { describe, expect, test } from 'vitest'
import type { Codec } from '../../../src/model/description.ts'
import type { SpeechFacts } from '../../../src/model/speech.ts'
import { g722 } from '../../support/g722.ts'
import { AT, measure, PCMU, type Sent } from '../../support/rtp-bench.ts'
import {
  aLaw,
  ciphertext,
  joined,
  l16,
  levelOf,
  muLaw,
  noise,
  type Sound,
  silence,
  speech,
  tone,
} from '../../support/voice.ts'

const PCMA: Codec = { ...PCMU, payloadType: 8, encoding: 'PCMA' }
const G722: Codec = { ...PCMU, payloadType: 9, encoding: 'G722' }
const L16: Codec = { ...PCMU, payloadType: 97, encoding: 'L16' }

interface Shape {
  readonly codec?: Codec
  readonly ms?: number
}

/** Packets of `ms` with these octets; a tick is a sample of 8 kHz. */
function packetsOf(payload: Uint8Array, { codec = PCMU, ms = 20 }: Shape = {}): Sent[] {
  const octets = 8 * ms * (codec === L16 ? 2 : 1)
  return Array.from({ length: Math.floor(payload.length / octets) }, (_, i) => ({
    ...{ ms: i * ms, sequence: i, rtpTimestamp: i * ms * 8, payloadType: codec.payloadType },
    payload: payload.subarray(i * octets, (i + 1) * octets),
  }))
}

const encoders: readonly (readonly [Codec, (sound: Sound) => Uint8Array])[] = [
  [PCMU, muLaw],
  [PCMA, aLaw],
  [G722, g722],
  [L16, l16],
]

const timesOf = ({ intervals }: SpeechFacts) =>
  intervals.map(({ startUs, endUs }) => [(startUs - AT) / 1_000, (endUs - AT) / 1_000])

/** Two turns of speech with noise around them. */
const TURNS = joined(noise(1_000, -60), speech(2_000, -24), noise(1_500, -60), speech(3_000, -24), noise(500, -60))

describe('times of speech', () => {
  test.each(encoders)('%o: two turns', (codec, encode) => {
    const { speech: facts } = measure(packetsOf(encode(TURNS), { codec }), [codec])
    expect(facts).toMatchObject({ codec: codec.encoding, capped: false, untilUs: AT + 8_000_000 })
    // What a dynamic type means is told right behind its first packet.
    expect(facts!.heardMs).toBe(codec === L16 ? 7_980 : 8_000)
    const times = timesOf(facts!)
    expect(times).toHaveLength(2)
    for (const [i, [from, until]] of [
      [1_000, 3_000],
      [4_500, 7_500],
    ].entries()) {
      expect(Math.abs(times[i]![0]! - from!)).toBeLessThanOrEqual(30)
      expect(Math.abs(times[i]![1]! - until!)).toBeLessThanOrEqual(80)
    }
  })
})

describe('levels', () => {
  test.each(encoders)('%o: speech, noise and clipping', (codec, encode) => {
    const said = speech(4_000, -24)
    const facts = measure(packetsOf(encode(joined(said, noise(2_000, -55))), { codec }), [codec]).speech!
    expect(Math.abs(facts.levels.activeDbov! - levelOf(said))).toBeLessThan(1)
    expect(Math.abs(facts.levels.noiseDbov! + 55)).toBeLessThan(3)
    expect(facts.levels.clippedShare).toBe(0)
    expect(facts.levels.offsetDbov).toBeUndefined()
    const loud = measure(packetsOf(encode(tone(2_000, 3)), { codec }), [codec]).speech!
    expect(loud.levels.clippedShare).toBeGreaterThan(0.3)
  })

  test('an offset is told', () => {
    const { levels } = measure(packetsOf(muLaw(speech(20_000, -24).map((sample) => sample + 0.05)))).speech!
    expect(Math.abs(levels.offsetDbov! - 20 * Math.log10(0.05))).toBeLessThan(1.5)
  })
})

describe('what is no sound', () => {
  test.each([
    ['PCMU', PCMU, 0xff],
    ['PCMA', PCMA, 0xd5],
    ['G722', G722, 0xfa],
    ['G722 blotted out', G722, 0xd5],
    ['L16', L16, 0],
  ] as const)('%s: one value and no other is digital silence', (_name, codec, octet) => {
    const facts = measure(packetsOf(new Uint8Array(48_000).fill(octet), { codec }), [codec]).speech!
    expect(facts).toMatchObject({ activeMs: 0, quietShare: 1, digitalSilence: { share: 1 } })
    expect(facts.levels).toMatchObject({ activeDbov: undefined, peakDbov: undefined })
  })

  test('silence through an encoder of G.722 is quiet', () => {
    const facts = measure(packetsOf(g722(joined(speech(1_000, -24), silence(5_000))), { codec: G722 }), [G722]).speech!
    expect(facts.quietShare).toBeGreaterThan(0.75)
    expect(facts.activeMs).toBeLessThan(1_200)
  })

  test.each([PCMU, G722])('ciphertext is not told of: %o', (codec) => {
    expect(measure(packetsOf(ciphertext(80_000), { codec }), [codec]).speech).toBeUndefined()
  })
})

/** The list of intervals, each end to 10 ms, and levels to half a decibel. */
function expectAlike(facts: SpeechFacts, other: SpeechFacts): void {
  expect(facts.intervals).toHaveLength(other.intervals.length)
  for (const [i, interval] of facts.intervals.entries()) {
    expect(Math.abs(interval.startUs - other.intervals[i]!.startUs)).toBeLessThanOrEqual(10_000)
    expect(Math.abs(interval.endUs - other.intervals[i]!.endUs)).toBeLessThanOrEqual(10_000)
  }
  expect(Math.abs(facts.levels.activeDbov! - other.levels.activeDbov!)).toBeLessThan(0.5)
  expect(facts.heardMs).toBe(other.heardMs)
}

describe('packets on their way', () => {
  const codecs = encoders.filter(([codec]) => codec !== L16)

  test.each(codecs)('%o: copies, and those that overtake others, change nothing', (codec, encode) => {
    const sent = packetsOf(encode(TURNS), { codec })
    const plain = measure(sent, [codec]).speech!
    const copied = sent.flatMap((packet, i) =>
      [packet, { ...packet, ms: packet.ms + 0.2 }].map((one) => ({ ...one, ipId: i })),
    )
    expectAlike(measure(copied, [codec]).speech!, plain)
    const swapped = sent.map((_, i) => (i % 20 < 18 ? sent[i]! : { ...sent[i ^ 1]!, ms: sent[i]!.ms }))
    expectAlike(measure(swapped, [codec]).speech!, plain)
  })

  test.each(codecs)('%o: what is lost is missing, and the rest is where it was', (codec, encode) => {
    const sent = packetsOf(encode(TURNS), { codec })
    const plain = measure(sent, [codec]).speech!
    const facts = measure(
      sent.filter((_, i) => i % 20 !== 7),
      [codec],
    ).speech!
    expect(facts.heardMs).toBe(0.95 * plain.heardMs)
    for (const [i, [from, until]] of timesOf(facts).entries()) {
      expect(Math.abs(from! - timesOf(plain)[i]![0]!)).toBeLessThanOrEqual(30)
      expect(Math.abs(until! - timesOf(plain)[i]![1]!)).toBeLessThanOrEqual(30)
    }
    expect(Math.abs(facts.levels.activeDbov! - plain.levels.activeDbov!)).toBeLessThan(0.7)
  })

  test('a stream that changes from PCMU to G722 and back is one sound', () => {
    const parts = [muLaw(TURNS), g722(TURNS)].map((octets, i) => packetsOf(octets, { codec: i === 0 ? PCMU : G722 }))
    const mixed = parts[0]!.map((packet, i) => parts[Math.floor(i / 60) % 2]![i] ?? packet)
    const facts = measure(mixed, [PCMU, G722]).speech!
    const plain = measure(parts[0]!).speech!
    expect(facts.codec).toBe('PCMU')
    expect(timesOf(facts)).toHaveLength(2)
    expect(Math.abs(facts.activeMs - plain.activeMs)).toBeLessThanOrEqual(60)
    expect(Math.abs(facts.levels.activeDbov! - plain.levels.activeDbov!)).toBeLessThan(0.5)
  })

  test('of G722 five minutes are listened to', () => {
    const second = g722(joined(speech(600, -24), silence(400)))
    const octets = new Uint8Array(8_000 * 310)
    for (let at = 0; at < octets.length; at += 8_000) octets.set(second, at)
    const facts = measure(packetsOf(octets, { codec: G722 }), [G722]).speech!
    expect(facts).toMatchObject({ capped: true, heardMs: 300_000 })
    expect(facts.untilUs).toBe(AT + 300_000_000)
  })
})
