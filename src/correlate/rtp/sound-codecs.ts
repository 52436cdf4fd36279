import { A_LAW, type CompandingLaw, MU_LAW } from '../../decode/audio/g711.ts'
import type { HeardCodec } from '../../model/speech.ts'

/** How the payloads of an encoding are listened to. */
export interface SoundCodec {
  readonly encoding: HeardCodec
  /** Of 10 ms: octets, and ticks of the RTP clock. */
  readonly frameOctets: number
  readonly frameTicks: number
  /** Of G.711. */
  readonly law: CompandingLaw | undefined
}

/** An octet for each tick (RFC 3551 §4.5), at whatever rate. */
const octets = (encoding: HeardCodec, law?: CompandingLaw): SoundCodec => ({
  ...{ encoding, law, frameOctets: 80, frameTicks: 80 },
})

const linear = (clockRateHz: number, channels: number): SoundCodec => {
  const frameTicks = Math.floor(clockRateHz / 100)
  return { encoding: 'L16', law: undefined, frameTicks, frameOctets: 2 * channels * frameTicks }
}

/** Rates of linear samples; others do not occur. */
const RATES_HZ: readonly number[] = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]

/** By name, clock and channels. */
const CODECS: ReadonlyMap<string, SoundCodec> = new Map([
  ['pcmu/8000/1', octets('PCMU', MU_LAW)],
  ['pcma/8000/1', octets('PCMA', A_LAW)],
  ['g722/8000/1', octets('G722')],
  ...RATES_HZ.flatMap((hz) =>
    [1, 2].map((channels) => [`l16/${hz}/${channels}`, linear(hz, channels)] as [string, SoundCodec]),
  ),
])

/** Undefined for what is not listened to. */
export const soundCodecOf = (encoding: string, clockRateHz: number, channels: number): SoundCodec | undefined =>
  CODECS.get(`${encoding.toLowerCase()}/${clockRateHz}/${channels}`)
