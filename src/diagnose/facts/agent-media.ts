import { otherParty } from '../../correlate/call-parties.ts'
import { streamPlacesOf } from '../../correlate/quality/attribution.ts'
import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { RtpStream } from '../../model/stream.ts'
import { MICROS_PER_MS, type Micros } from '../../model/time.ts'
import { SILENT_FROM_MS, SILENT_SHARE } from '../thresholds/ai.ts'

/** The audio that a side sends, in the order of the first packets; ringing tones aside. */
export const audioOf = (call: Call, side: Party): readonly RtpStream[] =>
  streamPlacesOf(call).flatMap(({ stream, by, kind, ringback }) =>
    by === side && kind === 'audio' && !ringback ? [stream] : [],
  )

/** When a side is heard first once the call is answered. */
export interface FirstHeard {
  readonly stream: RtpStream
  readonly at: Micros
  /** `sound`: what it sent before was silence. `packets`: its first packet; what is in it is not known. */
  readonly by: 'sound' | 'packets'
}

/**
 * The first audio of a side after the answer: its first speech, or where none stands out from the noise the end of the digital silence
 * its stream begins with, else its first packet. Undefined where it sent none, or nothing but silence, and where the answer has no time.
 */
export function firstHeard(call: Call, side: Party): FirstHeard | undefined {
  const answeredAt = call.answer?.at
  if (answeredAt === undefined) return undefined
  const told = tellsSilence(call, otherParty(side))
  let first: FirstHeard | undefined
  for (const stream of audioOf(call, side)) {
    if (stream.lastAt <= answeredAt || (told && isSilent(stream))) continue
    const silentUntil = told ? (speechAfter(stream, answeredAt) ?? silenceAtBeginning(stream, answeredAt)) : undefined
    const at = silentUntil ?? Math.max(stream.firstAt, answeredAt)
    if (!first || at < first.at) first = { stream, at, by: silentUntil === undefined ? 'packets' : 'sound' }
  }
  return first
}

/** Payloads mean something: somebody who blots audio out of a capture does so on both sides. */
function tellsSilence(call: Call, other: Party): boolean {
  const heard = audioOf(call, other)
  return heard.length > 0 && !heard.every(isSilent)
}

/** Packets of one value and nothing else. */
const isSilent = ({ speech }: RtpStream): boolean => speech !== undefined && speech.digitalSilence.share >= SILENT_SHARE

/** When something is said first; undefined where nothing is, or nobody listened. */
function speechAfter({ speech }: RtpStream, answeredAt: Micros): Micros | undefined {
  const first = speech?.intervals.find(({ endUs }) => endUs > answeredAt)
  return first && Math.max(first.startUs, answeredAt)
}

/** The longest digital silence of a stream, where it begins with that, or is in it as the call is answered. */
function silenceAtBeginning({ firstAt, speech }: RtpStream, answeredAt: Micros): Micros | undefined {
  const digital = speech?.digitalSilence
  if (digital?.longestAt === undefined) return undefined
  const until = digital.longestAt + digital.longestMs * MICROS_PER_MS
  const from = Math.max(firstAt, answeredAt) + SILENT_FROM_MS * MICROS_PER_MS
  return digital.longestAt <= from && until > answeredAt ? until : undefined
}
