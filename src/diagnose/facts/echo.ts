import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import { DIGITAL_SILENCE, dbovOf, LOUDNESS_FRAME_US, type Loudness, loudnessOf } from '../../model/speech.ts'
import type { RtpStream } from '../../model/stream.ts'
import { MICROS_PER_MS } from '../../model/time.ts'
import {
  ECHO_ALIKE,
  ECHO_CLEARER,
  ECHO_DBOV,
  ECHO_FROM_MS,
  ECHO_LOSS_DB,
  ECHO_MS,
  ECHO_UNTIL_MS,
} from '../thresholds/sound.ts'
import { bothSides, type HeardSide, heardIn, varies } from './heard.ts'
import { lastFew } from './last-few.ts'

const FRAME_MS = LOUDNESS_FRAME_US / MICROS_PER_MS
/** Frames of speech that are compared: 20 s from the first word on. Chosen by us, for what it costs. */
const COMPARED = 2_000
/** Levels below this are all one: noise does not follow anybody. */
const FLOOR = loudnessOf(-65)
/** A direction that goes up and down by less than this, in dB, has no echo in it. Chosen by us. */
const STEADY_DB = 1.5
/** At a first look every second frame and lag: where nothing is alike then, nothing is. Chosen by us. */
const COARSE = 2
const COARSE_ALIKE = 0.7 * ECHO_ALIKE
const FROM_LAG = ECHO_FROM_MS / FRAME_MS
const UNTIL_LAG = ECHO_UNTIL_MS / FRAME_MS
/** What `comesBack` asks for: so alike, at a lag of 20 to 600 ms, by 3 s of speech. Chosen by us. */
const BACK_ALIKE = 0.6
const BACK_LAGS = { from: 2, until: 60, step: 2 }
const BACK_FRAMES = 300
/** Frames at least this loud are speech. Chosen by us. */
const LOUD = loudnessOf(-45)

/** A side hears itself. */
export interface Echo {
  readonly talker: Party
  readonly said: RtpStream
  /** The direction in which it comes back. */
  readonly back: RtpStream
  readonly lagMs: number
  /** Pearson's correlation of the levels in dB. */
  readonly alike: number
  readonly lossDb: number
}

/** The echoes of a call that is over: of either side at most one a hop. */
export const echoesOf = lastFew((call: Call): readonly Echo[] =>
  heardIn(call).flatMap((hop) =>
    bothSides(hop).flatMap(([side, other]) => {
      const [said, back] = [longest(side), longest(other)]
      if (!said || !back || side.saidMs < ECHO_MS || !varies(said)) return []
      const echo = echoIn(side, said.loudness!, back.loudness!)
      return echo ? [{ talker: side.side, said, back, ...echo }] : []
    }),
  ),
)

const longest = ({ streams }: HeardSide): RtpStream | undefined =>
  streams.reduce<RtpStream | undefined>(
    (most, one) => (one.loudness && one.packets > (most?.packets ?? 0) ? one : most),
    undefined,
  )

function echoIn(side: HeardSide, said: Loudness, back: Loudness) {
  const places = framesSaid(side, said)
  if (places.length < ECHO_MS / FRAME_MS) return undefined
  const pair = new Pair(said.frames, back.frames, places, Math.round((said.startUs - back.startUs) / LOUDNESS_FRAME_US))
  if (pair.steady()) return undefined
  if (bestOf(pair, FROM_LAG, UNTIL_LAG, COARSE).alike < COARSE_ALIKE) return undefined
  const best = bestOf(pair, 0, UNTIL_LAG + 1)
  if (best.lag < FROM_LAG || best.lag > UNTIL_LAG || best.alike <= ECHO_ALIKE) return undefined
  // Before it was said there is no echo of it: what is as alike there is a rhythm, or one sound on both sides.
  if (bestOf(pair, -UNTIL_LAG, -FROM_LAG, COARSE).alike > best.alike - ECHO_CLEARER) return undefined
  const { lossDb, backDbov } = pair.powers(best.lag)
  if (lossDb < ECHO_LOSS_DB || backDbov < ECHO_DBOV) return undefined
  return { lagMs: best.lag * FRAME_MS, alike: best.alike, lossDb }
}

/**
 * What is said goes up and down again on the other side a little later, both as octets of `Loudness` that begin at one time. It is less
 * than is asked for of an `Echo`: an echo test, which sends back all it gets, and the few words of a short call count too.
 */
export function comesBack(said: Uint8Array, other: Uint8Array): boolean {
  const last = Math.min(said.length, other.length - BACK_LAGS.until)
  const places = new Int32Array(Math.max(0, last))
  let count = 0
  for (let at = 0; at < last; at++) if (said[at]! >= LOUD) places[count++] = at
  if (count < BACK_FRAMES) return false
  const pair = new Pair(said, other, places.subarray(0, count), 0)
  for (let lag = BACK_LAGS.from; lag <= BACK_LAGS.until; lag += BACK_LAGS.step)
    if (pair.alike(lag, 1) >= BACK_ALIKE) return true
  return false
}

/** Frames of a stream in which its side says something. */
function framesSaid({ said }: HeardSide, { startUs, frames }: Loudness): Int32Array {
  const places = new Int32Array(COMPARED)
  let count = 0
  for (const interval of said) {
    const first = Math.max(0, Math.ceil((interval.startUs - startUs) / LOUDNESS_FRAME_US))
    const last = Math.min(frames.length, Math.ceil((interval.endUs - startUs) / LOUDNESS_FRAME_US))
    for (let at = first; at < last && count < COMPARED; at++) if (frames[at]! > DIGITAL_SILENCE) places[count++] = at
  }
  return places.subarray(0, count)
}

function bestOf(pair: Pair, from: number, until: number, step = 1): { readonly lag: number; readonly alike: number } {
  let best = { lag: from, alike: Number.NEGATIVE_INFINITY }
  for (let lag = from; lag <= until; lag += step) {
    const alike = pair.alike(lag, step)
    if (alike > best.alike) best = { lag, alike }
  }
  return best
}

/** Two directions by one clock. */
class Pair {
  private readonly levels: Uint8Array
  private readonly back: Uint8Array
  private readonly places: Int32Array
  /** Frames of the one are so many further on in the other. */
  private readonly offset: number

  constructor(levels: Uint8Array, back: Uint8Array, places: Int32Array, offset: number) {
    this.levels = levels
    this.back = back
    this.places = places
    this.offset = offset
  }

  /** Correlation of the levels when the other direction is so many frames late; one frame in `step` is looked at. */
  alike(lag: number, step: number): number {
    const { levels, back, places, offset } = this
    let [count, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0]
    for (let i = 0; i < places.length; i += step) {
      const place = places[i]!
      const x = Math.max(FLOOR, levels[place]!)
      const y = Math.max(FLOOR, back[place + offset + lag] ?? 0)
      count++
      a += x
      b += y
      aa += x * x
      bb += y * y
      ab += x * y
    }
    const spread = (count * aa - a * a) * (count * bb - b * b)
    return spread <= 0 ? 0 : (count * ab - a * b) / Math.sqrt(spread)
  }

  /** The other direction has one level all the time. */
  steady(): boolean {
    const { back, places, offset } = this
    let [sum, squares] = [0, 0]
    for (const place of places) {
      const level = Math.max(FLOOR, back[place + offset] ?? 0)
      sum += level
      squares += level * level
    }
    // Octets are half decibels.
    return squares / places.length - (sum / places.length) ** 2 < (2 * STEADY_DB) ** 2
  }

  /** Mean power of both, with that lag. */
  powers(lag: number): { readonly lossDb: number; readonly backDbov: number } {
    const { levels, back, places, offset } = this
    let [said, came] = [0, 0]
    for (const place of places) {
      said += 10 ** (dbovOf(levels[place]!) / 10)
      came += 10 ** (dbovOf(back[place + offset + lag] ?? 0) / 10)
    }
    const backDbov = 10 * Math.log10(came / places.length)
    return { lossDb: 10 * Math.log10(said / places.length) - backDbov, backDbov }
  }
}
