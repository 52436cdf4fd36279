import { senderOf } from '../../../correlate/call-parties.ts'
import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import { MICROS_PER_MS } from '../../../model/time.ts'
import { digitInfos } from '../../facts/digits.ts'
import { durationText } from '../../facts/durations.ts'
import { bothSides, type HeardSide, heardIn, pausesOf, varies } from '../../facts/heard.ts'
import { hasPaused } from '../../facts/silence.ts'
import { placeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import {
  SILENT_CAME_SHARE,
  SILENT_SIDE_MS,
  SILENT_SIDE_SHARE,
  SILENT_WHOLE_SHARE,
  TALKS_MS,
  WAITS,
  WAITS_MS,
} from '../../thresholds/sound.ts'

interface Values {
  readonly silent: 'caller' | 'callee'
  /** Of the sound of that side, 0 to 1. */
  readonly share: number
  readonly silentMs: number
  readonly digital: boolean
  readonly otherSaidMs: number
}

export const silenceOneSide = rule<'call', Values>({
  id: 'media.silence-one-side',
  category: 'media',
  severity: 'medium',
  sources: ['ITU-T P.56', 'ITU-T G.711', 'chosen by us: 95 % of 10 s below -60 dBov'],
  title: 'One side sends silence',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  explains: ['signaling.short-call', 'ai.early-hangup', 'ai.dead-air'],
  issues: ['silence', 'audio', 'hear', 'mute', 'dead'],
  meaning:
    'RTP flows both ways, and in one direction there is nothing in it: a muted or missing microphone, an agent that died, a bridge that lost its source.',
  fires:
    'At least 95 % of what one side sends behind the answer, 10 s or more and in one piece, is digital silence or below -60 dBov, while the other side talks. High where it is silent for the whole call while the other side waits for answers; low where the other side speaks on without waiting, as announcements do, or digits are pressed.',
  quiet:
    'Hold, fax, tones and steady music; silence on both sides, as in captures whose sound was blotted out; silence suppression; encrypted media and codecs that are not decoded; what comes before the answer.',
  example: [
    'ssrc 0x1f2e3d4c, 198.51.100.7:5000 to 192.0.2.10:4000, PT 0 (PCMU): 41.2 s of 41.2 s are digital silence',
    'the other side talks for 17.3 s',
  ],
  recommendation:
    'On the silent side check mute, the microphone and which device the program has chosen; of a server, whether what should speak still runs and is connected to this call.',
  verify: 'Verify: speech of that side in both directions of a new capture.',
  *check({ call }) {
    let doubt: 'encrypted' | 'one-direction-only' | undefined
    for (const hop of heardIn(call)) {
      for (const [side, other] of bothSides(hop)) {
        if (side.streams.some(({ secure }) => secure === true)) doubt ??= 'encrypted'
        if (!isSilent(side)) continue
        if (other.streams.length === 0) doubt ??= 'one-direction-only'
        if (other.saidMs < TALKS_MS || !other.streams.some((stream) => varies(stream))) continue
        yield faultOf(call, side, other)
        return
      }
    }
    if (doubt) yield { insufficient: doubt }
  },
  detail: ({ silent, share, silentMs, digital, otherSaidMs }) =>
    `${(100 * share).toFixed(0)} % of what the ${silent} sends is ${digital ? 'digital silence' : 'silence'}, ${durationText(silentMs)} of it in one piece, while the other side talks for ${durationText(otherSaidMs)}.`,
})

/** It sends, all the time, and in all of it there is one silence at most interrupted at its ends. */
function isSilent(side: HeardSide): boolean {
  const { known, cameMs, quietMs, from, until, streams } = side
  const lastedMs = (until - from) / MICROS_PER_MS
  return (
    known &&
    cameMs >= SILENT_SIDE_MS &&
    cameMs >= SILENT_CAME_SHARE * lastedMs &&
    quietMs >= SILENT_SIDE_SHARE * cameMs &&
    Math.max(...pausesOf(side)) >= SILENT_SIDE_SHARE * lastedMs &&
    !streams.some(hasPaused)
  )
}

function faultOf(call: Call, side: HeardSide, other: HeardSide) {
  const { cameMs, quietMs, digitalMs, streams } = side
  const stream = streams.reduce((most, one) => (one.packets > most.packets ? one : most))
  const talker = other.streams.reduce((most, one) => (one.packets > most.packets ? one : most))
  const digital = digitalMs >= SILENT_SIDE_SHARE * cameMs
  const place = placeOf(stream, call)
  const severity = weigh(call, side, other)
  return {
    values: {
      ...{ silent: side.side, share: quietMs / cameMs, digital },
      ...{ silentMs: Math.max(...pausesOf(side)), otherSaidMs: other.saidMs },
    },
    proof: [
      streamProof(
        stream,
        `${durationText(digital ? digitalMs : quietMs)} of ${durationText(cameMs)} behind the answer are ${digital ? 'digital silence' : 'below -60 dBov'}`,
      ),
      streamProof(talker, `talks for ${durationText(other.saidMs)} in the same call`),
    ] as const,
    scope: [side.side, digital ? 'digital' : 'faint'],
    confidence: 0.8,
    ...(severity && { severity }),
    ...(place && { mends: sendersMessage(place) }),
  }
}

function weigh(call: Call, side: HeardSide, other: HeardSide): Weight | undefined {
  if (pressesKeys(call, side))
    return {
      level: 'low',
      because: 'That side presses digits: a machine may be at the other end, which nobody talks to',
    }
  if (pausesOf(other).filter((ms) => ms >= WAITS_MS).length < WAITS)
    return { level: 'low', because: 'The other side does not wait for an answer, as announcements do not' }
  if (side.saidMs > 0 || side.quietMs < SILENT_WHOLE_SHARE * side.cameMs) return undefined
  return { level: 'high', because: 'That side is never heard, and the other waits for its answers' }
}

/** By telephone events in whatever stream of its own, or by INFO. */
const pressesKeys = (call: Call, { side }: HeardSide): boolean =>
  streamPlacesOf(call).some(({ by, stream }) => by === side && (stream.events?.begun ?? 0) > 0) ||
  digitInfos(call).some(({ request }) => senderOf(call, request) === side)
