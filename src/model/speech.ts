import type { Micros } from './time.ts'

/** Encodings whose sound is measured (ITU-T G.711, G.722; RFC 3551 §4.5.11). */
export type HeardCodec = 'PCMU' | 'PCMA' | 'G722' | 'L16'

/**
 * What a stream of G.711, G.722 or L16 sounds like, measured in passing in frames of 10 ms: the sound itself is kept nowhere.
 * Levels are dBov: 0 is the power of a square wave at full scale, a sine there has -3.01 (ITU-T G.100.1).
 */
export interface SpeechFacts {
  /** Of most packets. */
  readonly codec: HeardCodec
  /** Sound that came: pauses in which nothing was sent, and what was lost, aside. */
  readonly heardMs: number
  /**
   * When something was said, by the clock of the capture, in order and apart: frames of which three in five stand out from the
   * noise and are above -45 dBov. Pauses of less than 200 ms, as within words, do not end one (ITU-T P.56). The first 1,024.
   */
  readonly intervals: readonly SpeechInterval[]
  /** All of them together. */
  readonly activeMs: number
  /** The list of intervals is not whole, or the end of a very long stream was not listened to. */
  readonly capped: boolean
  /** When listening ended: with the stream, unless `capped`. */
  readonly untilUs: Micros
  readonly levels: SpeechLevels
  readonly digitalSilence: DigitalSilence
  /** Of `heardMs`, 0 to 1: digital silence, and what is below -60 dBov. */
  readonly quietShare: number
}

/** One sample repeated: a muted microphone, or a machine with nothing to say. */
export interface DigitalSilence {
  /** Of `heardMs`, 0 to 1. */
  readonly share: number
  /** The longest time of nothing else, pauses in which nothing came aside; `longestAt` undefined when there is none. */
  readonly longestMs: number
  readonly longestAt: Micros | undefined
}

export interface SpeechInterval {
  readonly startUs: Micros
  readonly endUs: Micros
}

export interface SpeechLevels {
  /**
   * Mean power of what is said. Where next to nothing is loud enough to be that: of what stands out from the noise above -60
   * dBov; undefined where nothing does for a second.
   */
  readonly activeDbov: number | undefined
  /** The loudest frame; undefined in digital silence. */
  readonly peakDbov: number | undefined
  /** What nine frames in ten are above; undefined where more are digital silence. */
  readonly noiseDbov: number | undefined
  /** Of the samples looked at, 0 to 1: at full scale. */
  readonly clippedShare: number
  /** The mean of the samples, which should be 0, as a level; undefined where it is lost in the sound. */
  readonly offsetDbov: number | undefined
}

/** The level of a stream in frames of 10 ms from `startUs` on, each one octet: 0 where nothing came, 1 digital silence, else 255 is 0 dBov and each step 0.5 dB. */
export interface Loudness {
  readonly startUs: Micros
  readonly frames: Uint8Array
}

export const LOUDNESS_FRAME_US = 10_000
/** Octets of `Loudness`. */
export const NOTHING_CAME = 0
export const DIGITAL_SILENCE = 1

/** The octet of a level; the lowest that is not silence by itself for all that is fainter. */
export const loudnessOf = (dbov: number): number =>
  Math.min(255, Math.max(DIGITAL_SILENCE + 1, Math.round(255 + 2 * dbov)))

/** The level that an octet above `DIGITAL_SILENCE` stands for. */
export const dbovOf = (loudness: number): number => (loudness - 255) / 2

/** `speech 41 % of the time, -23 dBov`, `digital silence`; of sound in which nothing is said what there is instead. */
export function speechText({ activeMs, heardMs, levels, digitalSilence }: SpeechFacts): string {
  const { activeDbov, peakDbov } = levels
  if (digitalSilence.share === 1) return 'digital silence'
  const level = activeDbov ?? peakDbov
  const share = `${Math.round((100 * activeMs) / heardMs)} % of the time`
  return `speech ${share}${level === undefined ? '' : `, ${activeDbov === undefined ? 'at most ' : ''}${level.toFixed(0)} dBov`}`
}
