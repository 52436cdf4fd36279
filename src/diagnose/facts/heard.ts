import { type StreamPlace, streamPlacesOf } from '../../correlate/quality/attribution.ts'
import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import {
  DIGITAL_SILENCE,
  LOUDNESS_FRAME_US,
  loudnessOf,
  NOTHING_CAME,
  type SpeechInterval,
} from '../../model/speech.ts'
import type { RtpStream } from '../../model/stream.ts'
import { MICROS_PER_MS, type Micros } from '../../model/time.ts'
import { SPEECH_VARIES_DB, UNHEARD_DBOV } from '../thresholds/sound.ts'
import { faxOffers } from './fax.ts'
import { lastFew } from './last-few.ts'
import { wasHeld } from './session.ts'

const FRAME_MS = LOUDNESS_FRAME_US / MICROS_PER_MS
/** Octets of loudness at most this are not heard. */
const UNHEARD = loudnessOf(UNHEARD_DBOV)
/** Streams of fewer packets are left out: a second. Chosen by us. */
const SOME_PACKETS = 50

/** Levels that are compared: 20 s. Chosen by us, for what it costs. */
const VARIES_FRAMES = 2_000

/** What a side of an answered call sounded like on one hop, from the answer to the BYE. */
export interface HeardSide {
  readonly side: Party
  readonly streams: readonly RtpStream[]
  /** All of them were listened to: not what is encrypted, or of a codec that is not decoded. */
  readonly known: boolean
  readonly from: Micros
  readonly until: Micros
  /** Sound that came, and of that what nobody hears, and digital silence. */
  readonly cameMs: number
  readonly quietMs: number
  readonly digitalMs: number
  /** What was said, in order. */
  readonly said: readonly SpeechInterval[]
  readonly saidMs: number
}

/** Both sides of a hop. */
export interface HeardHop {
  readonly caller: HeardSide
  readonly callee: HeardSide
}

/**
 * What the sides of a call sounded like, hop by hop of the signalling, once it is over. None where sound proves nothing: calls that
 * were not answered, were on hold, in which there is music, or carried a fax.
 */
export const heardIn = lastFew((call: Call): readonly HeardHop[] => {
  if (!call.final || call.answer?.at === undefined || wasHeld(call) || faxOffers(call).length > 0) return []
  const hops = new Map<string, StreamPlace[]>()
  for (const place of streamPlacesOf(call)) {
    if (place.kind !== 'audio' || place.ringback || place.stream.packets < SOME_PACKETS) continue
    const there = hops.get(place.hop)
    if (there) there.push(place)
    else hops.set(place.hop, [place])
  }
  const from = call.answer.at
  return [...hops.values()].map((places) => {
    // Behind what was listened to of a very long stream nothing is known of either side.
    const ends = places.flatMap(({ stream: { speech } }) => (speech?.capped ? [speech.untilUs] : []))
    const until = Math.min(call.bye?.at ?? Number.POSITIVE_INFINITY, ...ends)
    const sideOf = (side: Party): HeardSide =>
      heardSide(
        side,
        places.flatMap(({ by, stream }) => (by === side && stream.lastAt > from ? [stream] : [])),
        from,
        until,
      )
    return { caller: sideOf('caller'), callee: sideOf('callee') }
  })
})

/** Each side of a hop with the other. */
export const bothSides = ({ caller, callee }: HeardHop): readonly (readonly [side: HeardSide, other: HeardSide])[] => [
  [caller, callee],
  [callee, caller],
]

function heardSide(side: Party, streams: readonly RtpStream[], from: Micros, end: Micros): HeardSide {
  const until = Math.min(end, Math.max(from, ...streams.map(({ lastAt }) => lastAt)))
  let [came, quiet, digital] = [0, 0, 0]
  for (const { loudness } of streams) {
    if (!loudness) continue
    const { startUs, frames } = loudness
    const last = Math.min(frames.length, frameAt(startUs, until))
    for (let at = Math.max(0, frameAt(startUs, from)); at < last; at++) {
      const octet = frames[at]!
      if (octet === NOTHING_CAME) continue
      came++
      if (octet <= UNHEARD) quiet++
      if (octet === DIGITAL_SILENCE) digital++
    }
  }
  const said = streams
    .flatMap(({ speech }) => speech?.intervals ?? [])
    .flatMap(({ startUs, endUs }) =>
      endUs > from && startUs < until ? [{ startUs: Math.max(from, startUs), endUs: Math.min(until, endUs) }] : [],
    )
    .sort((a, b) => a.startUs - b.startUs)
  return {
    ...{ side, streams, from, until, said },
    known: streams.length > 0 && streams.every(({ speech }) => speech !== undefined),
    cameMs: came * FRAME_MS,
    quietMs: quiet * FRAME_MS,
    digitalMs: digital * FRAME_MS,
    saidMs: said.reduce((sum, { startUs, endUs }) => sum + (endUs - startUs) / MICROS_PER_MS, 0),
  }
}

const frameAt = (startUs: Micros, at: Micros): number => Math.ceil((at - startUs) / LOUDNESS_FRAME_US)

/** The times in which a side says nothing, in milliseconds, the one before the first word and that behind the last too. */
export function pausesOf({ said, from, until }: HeardSide): readonly number[] {
  const pauses: number[] = []
  let last = from
  for (const { startUs, endUs } of said) {
    pauses.push((startUs - last) / MICROS_PER_MS)
    last = Math.max(last, endUs)
  }
  return [...pauses, (until - last) / MICROS_PER_MS]
}

/**
 * What is said goes up and down as speech does, by the first 20 s of it. Tones, fax, modems and steady music do not.
 */
export function varies({ speech, loudness }: RtpStream, byDb = SPEECH_VARIES_DB): boolean {
  if (!speech || !loudness) return false
  const { startUs, frames } = loudness
  let [sum, squares, count] = [0, 0, 0]
  for (const { startUs: from, endUs } of speech.intervals) {
    const last = Math.min(frames.length, frameAt(startUs, endUs))
    for (let at = frameAt(startUs, from); at < last && count < VARIES_FRAMES; at++) {
      const octet = frames[at]!
      if (octet <= DIGITAL_SILENCE) continue
      sum += octet
      squares += octet * octet
      count++
    }
  }
  // Octets are half decibels.
  return count > 0 && squares / count - (sum / count) ** 2 >= (2 * byDb) ** 2
}
