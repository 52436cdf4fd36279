import { FULL_SCALE } from '../../decode/audio/g711.ts'
import {
  DIGITAL_SILENCE,
  type DigitalSilence,
  dbovOf,
  type HeardCodec,
  LOUDNESS_FRAME_US,
  type Loudness,
  loudnessOf,
  NOTHING_CAME,
  type SpeechFacts,
  type SpeechInterval,
  type SpeechLevels,
} from '../../model/speech.ts'
import type { Micros } from '../../model/time.ts'
import { LOOKS, type SoundMeter } from './sound-meter.ts'

/** Less is not told of: a second. Chosen by us. */
const MIN_FRAMES = 100
/** Listed of one stream. Chosen by us: 20 minutes of somebody who stops for breath every second. */
const MAX_INTERVALS = 1_024
/** Speech stands out by so much from the level that nine frames in ten are above, and is louder than this. Chosen by us. */
const ABOVE_NOISE_DB = 6
const SPEECH_DBOV = -45
/** Noise is not louder; what is never fainter is music or speech without a pause. Chosen by us. */
const NOISE_DBOV = -36
const NOISE_SHARE = 0.1
/** Of so many frames in a row so many have to. Chosen by us. */
const WINDOW = 5
const WITHIN = 3
/** Shorter pauses are a part of speech: the hangover time of ITU-T P.56, in frames. */
const HANGOVER_FRAMES = 20
/** Below this nothing is heard; between, speech is too faint to be told from noise by its level alone. Chosen by us. */
const QUIET_DBOV = -60
/** Of faint speech; less is chance. Chosen by us: a second. */
const FAINT_FRAMES = 100
/**
 * The first four bits of ciphertext are all equally frequent: the sum of squares of their deviations (chi-squared, 15 degrees of
 * freedom) is above this once in a million streams. Sound is far from it, however loud.
 */
const UNIFORM_BELOW = 56
/** An offset is no chance beyond so many standard deviations. */
const OFFSET_SIGMA = 4

const POWERS = Float64Array.from({ length: 256 }, (_, octet) =>
  octet > DIGITAL_SILENCE ? 10 ** (dbovOf(octet) / 10) : 0,
)

/** What a stream sounded like; undefined for less than a second, and for ciphertext. */
export function speechOf(
  meter: SoundMeter,
  codec: HeardCodec,
): { readonly speech: SpeechFacts; readonly loudness: Loudness } | undefined {
  const frames = meter.frames()
  const counts = new Uint32Array(256)
  for (const octet of frames) counts[octet]!++
  const heard = framesCame(counts)
  if (heard < MIN_FRAMES || isUniform(meter.beginnings)) return undefined
  const noise = percentile(counts, heard * NOISE_SHARE)
  const spoken = runsAbove(frames, levelAbove(noise, SPEECH_DBOV))
  const { startAt } = meter
  const active = framesIn(spoken)
  return {
    speech: {
      codec,
      heardMs: heard * FRAME_MS,
      intervals: intervalsOf(spoken, startAt),
      activeMs: active * FRAME_MS,
      capped: meter.capped || spoken.length > 2 * MAX_INTERVALS,
      untilUs: startAt + frames.length * LOUDNESS_FRAME_US,
      levels: levelsOf(meter, frames, counts, noise, spoken),
      digitalSilence: silenceOf(frames, counts[DIGITAL_SILENCE]! / heard, startAt),
      quietShare: upTo(counts, loudnessOf(QUIET_DBOV)) / heard,
    },
    loudness: { startUs: startAt, frames },
  }
}

const FRAME_MS = LOUDNESS_FRAME_US / 1_000

function isUniform(counts: Uint32Array): boolean {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const even = total / counts.length
  return total >= MIN_FRAMES && counts.reduce((sum, count) => sum + (count - even) ** 2 / even, 0) < UNIFORM_BELOW
}

const framesCame = (counts: Uint32Array): number => upTo(counts, 255)

/** Frames that came, up to that octet. */
function upTo(counts: Uint32Array, octet: number): number {
  let sum = 0
  for (let at = NOTHING_CAME + 1; at <= octet; at++) sum += counts[at]!
  return sum
}

/** The octet that so many frames are at or below. */
function percentile(counts: Uint32Array, frames: number): number {
  let sum = 0
  for (let octet = NOTHING_CAME + 1; octet < 256; octet++) {
    sum += counts[octet]!
    if (sum >= frames) return octet
  }
  return 255
}

/** The octet that frames have to be above to stand out from the noise, and to be louder than that. */
const levelAbove = (noise: number, dbov: number): number =>
  Math.max(Math.min(noise, loudnessOf(NOISE_DBOV)) + 2 * ABOVE_NOISE_DB, loudnessOf(dbov))

/** What there is above a level, as speech is told: how long, and its mean power. */
export function activityAbove(frames: Uint8Array, dbov: number): { readonly ms: number; readonly dbov: number } {
  const runs = runsAbove(frames, loudnessOf(dbov))
  return { ms: framesIn(runs) * FRAME_MS, dbov: meanWithin(frames, runs) }
}

/** Where three in five are above a level, in frames: begin and end in turn. */
function runsAbove(frames: Uint8Array, level: number): readonly number[] {
  const runs: number[] = []
  const half = WINDOW >> 1
  let above = 0
  let until = Number.NEGATIVE_INFINITY
  for (let ahead = 0; ahead < frames.length + half; ahead++) {
    if (ahead < frames.length && frames[ahead]! > level) above++
    if (ahead >= WINDOW && frames[ahead - WINDOW]! > level) above--
    if (above < WITHIN || ahead < half) continue
    const frame = ahead - half
    if (frame - until < HANGOVER_FRAMES) runs.pop()
    else runs.push(frame)
    until = frame + 1
    runs.push(until)
  }
  return runs
}

function framesIn(runs: readonly number[]): number {
  let sum = 0
  for (let run = 0; run < runs.length; run += 2) sum += runs[run + 1]! - runs[run]!
  return sum
}

function intervalsOf(runs: readonly number[], startAt: Micros): readonly SpeechInterval[] {
  const intervals: SpeechInterval[] = []
  for (let run = 0; run < runs.length && intervals.length < MAX_INTERVALS; run += 2) {
    const [from, until] = [runs[run]!, runs[run + 1]!]
    intervals.push({ startUs: startAt + from * LOUDNESS_FRAME_US, endUs: startAt + until * LOUDNESS_FRAME_US })
  }
  return intervals
}

function silenceOf(frames: Uint8Array, share: number, startAt: Micros): DigitalSilence {
  let [longest, longestFrom, from] = [0, 0, 0]
  for (let frame = 0; frame < frames.length; frame++) {
    if (frames[frame] !== DIGITAL_SILENCE) from = frame + 1
    else if (frame + 1 - from > longest) [longest, longestFrom] = [frame + 1 - from, from]
  }
  const longestAt = longest === 0 ? undefined : startAt + longestFrom * LOUDNESS_FRAME_US
  return { share, longestMs: longest * FRAME_MS, longestAt }
}

function levelsOf(
  { clipped, sum }: SoundMeter,
  frames: Uint8Array,
  counts: Uint32Array,
  noise: number,
  spoken: readonly number[],
): SpeechLevels {
  const faint = framesIn(spoken) < FAINT_FRAMES ? runsAbove(frames, levelAbove(noise, QUIET_DBOV)) : spoken
  const peak = counts.findLastIndex((count) => count > 0)
  return {
    activeDbov: framesIn(faint) < FAINT_FRAMES ? undefined : meanWithin(frames, faint),
    peakDbov: peak > DIGITAL_SILENCE ? dbovOf(peak) : undefined,
    noiseDbov: noise > DIGITAL_SILENCE ? dbovOf(noise) : undefined,
    clippedShare: clipped / (LOOKS * framesCame(counts)),
    offsetDbov: offsetOf(sum, counts),
  }
}

/** Mean power of the frames that came within these runs. */
function meanWithin(frames: Uint8Array, runs: readonly number[]): number {
  let [power, count] = [0, 0]
  for (let run = 0; run < runs.length; run += 2) {
    for (let frame = runs[run]!; frame < runs[run + 1]!; frame++) {
      if (frames[frame] === NOTHING_CAME) continue
      power += POWERS[frames[frame]!]!
      count++
    }
  }
  return 10 * Math.log10(power / count)
}

function offsetOf(sum: number, counts: Uint32Array): number | undefined {
  const frames = framesCame(counts)
  const power = counts.reduce((all, count, octet) => all + count * POWERS[octet]!, 0)
  const mean = Math.abs(sum) / frames / FULL_SCALE
  return mean ** 2 * frames > OFFSET_SIGMA ** 2 * (power / frames) ? 20 * Math.log10(mean) : undefined
}
