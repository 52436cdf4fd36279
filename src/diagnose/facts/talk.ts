import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { InsufficientReason } from '../../model/finding.ts'
import { LOUDNESS_FRAME_US, type SpeechInterval } from '../../model/speech.ts'
import type { RtpStream } from '../../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { audioOf } from './agent-media.ts'
import { comesBack, echoesOf } from './echo.ts'
import { lastFew } from './last-few.ts'
import { releasedBy, wasHeld } from './session.ts'

/**
 * What both sides say while the call is answered, by the clock of one tap that sees both directions. Beginnings and ends are known to
 * 20 ms where packets come evenly, and to 200 ms at worst. What passes the tap at one time is not said and heard at one time: the way
 * from the tap to either end and back lies between, see `callTrips`.
 */
export interface Talk {
  readonly caller: SideTalk
  readonly callee: SideTalk
  /** The answer, and the end of what was heard. */
  readonly from: Micros
  readonly until: Micros
  /** Who hung up then; undefined where it went on, or nobody was seen to. */
  readonly endedBy: Party | undefined
  /** Somebody spoke without a pause for longer than anybody does: music, or noise. Who spoke when is not known then. */
  readonly unclear: readonly SpeechInterval[]
}

export interface SideTalk {
  /** Those that were listened to. */
  readonly streams: readonly RtpStream[]
  /** In order and apart. */
  readonly spoken: readonly SpeechInterval[]
}

/** People breathe, and machines pause between sentences, more often. Chosen by us. */
const UNCLEAR_US = 20 * MICROS_PER_SECOND
/** Hanging up follows the last packet so soon; else media went on where the capture did not see it. Chosen by us. */
const LAST_PACKET_US = 2 * MICROS_PER_SECOND
/** What is said later is not looked at. Chosen by us: half an hour, by which turns are what they are. */
const LONGEST_US = 1_800 * MICROS_PER_SECOND
/** Streams of fewer packets are too short to be listened to, and say nothing against what others tell. Chosen by us: a second. */
const SHORT_PACKETS = 50
/** What is always listened to, unless it is encrypted or its payloads were not captured. */
const HEARD: ReadonlySet<string> = new Set(['pcmu', 'pcma', 'g722', 'l16'])
/** What is no voice: keys, noise, and payload types that nobody explained. */
const ASIDE: ReadonlySet<string> = new Set(['telephone-event', 'cn', ''])
/** Less of both at once is chance. Chosen by us. */
const ECHO_OVERLAP_US = MICROS_PER_SECOND

/**
 * Undefined where there is nothing to tell: a call that goes on, was not answered or was on hold, a codec that is not listened to, and
 * sound in which one side is the echo of the other. A reason where it could be told, and the capture does not show it.
 */
export const talkOf = lastFew((call: Call): Talk | InsufficientReason | undefined => {
  const from = call.answer?.at
  if (!call.final || from === undefined || wasHeld(call)) return undefined
  const [caller, callee] = [audioAfter(call, 'caller', from), audioAfter(call, 'callee', from)]
  if (caller.length === 0 && callee.length === 0) return undefined
  if (caller.length === 0 || callee.length === 0) return 'one-direction-only'
  for (const side of [caller, callee]) {
    const unheard = side.find((stream) => !stream.speech && stream.packets >= SHORT_PACKETS && !isCovered(stream, side))
    if (unheard) return whyUnheard(unheard)
  }
  const { until, endedBy } = endOf(call, [...caller, ...callee], from)
  const heard = { from, until, caller: sideOf(caller, from, until), callee: sideOf(callee, from, until) }
  if (echoesOf(call).length > 0 || isEcho(heard)) return undefined
  return { ...heard, endedBy, unclear: [...heard.caller.spoken, ...heard.callee.spoken].filter(isUnclear) }
})

const audioAfter = (call: Call, side: Party, from: Micros): readonly RtpStream[] =>
  audioOf(call, side).filter(({ lastAt }) => lastAt > from)

/** The same side was listened to at that time on another hop. */
const isCovered = ({ firstAt, lastAt }: RtpStream, side: readonly RtpStream[]): boolean =>
  side.some(
    (other) =>
      other.speech && other.firstAt - MICROS_PER_SECOND <= firstAt && other.lastAt + MICROS_PER_SECOND >= lastAt,
  )

function whyUnheard(stream: RtpStream): InsufficientReason | undefined {
  if (stream.secure) return 'encrypted'
  return HEARD.has(mainEncoding(stream)) ? 'truncated-snaplen' : undefined
}

function mainEncoding({ payloadTypes }: RtpStream): string {
  const [main] = payloadTypes.toSorted((a, b) => b.packets - a.packets)
  return main?.encoding?.toLowerCase() ?? ''
}

/** Hanging up, a transfer, where listening ended, the last packet, or half an hour. */
function endOf(call: Call, streams: readonly RtpStream[], from: Micros): Pick<Talk, 'until' | 'endedBy'> {
  const last = Math.max(...streams.map(({ lastAt }) => lastAt))
  const referred = call.messages.find(({ method }) => method === 'REFER')?.at ?? last
  const until = Math.min(last, referred, ...streams.map(({ speech }) => (speech?.capped ? speech.untilUs : last)))
  const { bye } = call
  if (last - from > LONGEST_US) return { until: Math.min(until, from + LONGEST_US), endedBy: undefined }
  if (bye?.at === undefined || until < last || bye.at > last + LAST_PACKET_US) return { until, endedBy: undefined }
  return { until: bye.at, endedBy: releasedBy(call, bye) }
}

function sideOf(streams: readonly RtpStream[], from: Micros, until: Micros): SideTalk {
  const heard = streams.filter(({ speech }) => speech !== undefined)
  const spoken = streams
    .flatMap((stream) => stream.speech?.intervals ?? shortOne(stream))
    .map(({ startUs, endUs }) => ({ startUs: Math.max(startUs, from), endUs: Math.min(endUs, until) }))
    .filter(({ startUs, endUs }) => startUs < endUs)
  return { streams: heard, spoken: united(spoken) }
}

/** A word or two in a stream of its own. */
function shortOne(stream: RtpStream): readonly SpeechInterval[] {
  if (stream.packets >= SHORT_PACKETS || ASIDE.has(mainEncoding(stream))) return []
  return [{ startUs: stream.firstAt, endUs: stream.lastAt }]
}

/** In order, with those that are less than `pauseUs` apart taken together. */
export function united(intervals: readonly SpeechInterval[], pauseUs: Micros = 0): readonly SpeechInterval[] {
  const all: SpeechInterval[] = []
  for (const one of intervals.toSorted((a, b) => a.startUs - b.startUs)) {
    const last = all.at(-1)
    if (!last || one.startUs - last.endUs > pauseUs) all.push(one)
    else if (one.endUs > last.endUs) all[all.length - 1] = { startUs: last.startUs, endUs: one.endUs }
  }
  return all
}

/** When both speak, in order. */
export function overlapsOf({ caller, callee }: Pick<Talk, 'caller' | 'callee'>): readonly SpeechInterval[] {
  const both: SpeechInterval[] = []
  let at = 0
  for (const { startUs, endUs } of caller.spoken) {
    while (at < callee.spoken.length && callee.spoken[at]!.endUs <= startUs) at++
    for (let other = at; other < callee.spoken.length && callee.spoken[other]!.startUs < endUs; other++) {
      const { startUs: from, endUs: until } = callee.spoken[other]!
      both.push({ startUs: Math.max(startUs, from), endUs: Math.min(endUs, until) })
    }
  }
  return both
}

/** All of them together, in microseconds. */
export const lengthOf = (intervals: readonly SpeechInterval[]): Micros =>
  intervals.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0)

const isUnclear = ({ startUs, endUs }: SpeechInterval): boolean => endUs - startUs > UNCLEAR_US

/** How loud a side is in frames of 10 ms, as octets of `Loudness`; the loudest of its streams. */
export function loudnessBetween({ streams }: SideTalk, from: Micros, until: Micros): Uint8Array {
  const levels = new Uint8Array(Math.max(0, Math.ceil((until - from) / LOUDNESS_FRAME_US)))
  for (const { loudness } of streams) {
    if (!loudness) continue
    const shift = Math.round((loudness.startUs - from) / LOUDNESS_FRAME_US)
    const end = Math.min(loudness.frames.length, levels.length - shift)
    for (let frame = Math.max(0, -shift); frame < end; frame++)
      levels[frame + shift] = Math.max(levels[frame + shift]!, loudness.frames[frame]!)
  }
  return levels
}

/** One side hears itself come back from the other: who spoke by themselves is not known then. */
function isEcho(talk: Pick<Talk, 'caller' | 'callee' | 'from' | 'until'>): boolean {
  if (lengthOf(overlapsOf(talk)) < ECHO_OVERLAP_US) return false
  const [caller, callee] = [talk.caller, talk.callee].map((side) => loudnessBetween(side, talk.from, talk.until))
  return comesBack(caller!, callee!) || comesBack(callee!, caller!)
}
