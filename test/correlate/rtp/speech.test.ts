import { describe, expect, test } from 'vitest'
import type { Codec } from '../../../src/model/description.ts'
import type { SpeechFacts } from '../../../src/model/speech.ts'
import { AT, measure, PCMU, type Sent } from '../../support/rtp-bench.ts'
import { aLaw, joined, l16, muLaw, noise, type Sound, speech } from '../../support/voice.ts'

const PCMA: Codec = { ...PCMU, payloadType: 8, encoding: 'PCMA' }
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
