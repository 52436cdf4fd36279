import { type StreamPlace, streamPlacesOf } from '../../correlate/quality/attribution.ts'
import { impairmentOf } from '../../correlate/quality/codecs.ts'
import { parseUri } from '../../decode/sip/uri.ts'
import { isPublic } from '../../model/address.ts'
import type { Call } from '../../model/call.ts'
import type { Codec } from '../../model/description.ts'
import { type JoinReason, SURE_JOIN } from '../../model/joined-call.ts'
import type { SipRequest } from '../../model/message.ts'
import type { Subjects } from '../rule.ts'
import { codecKey, codecName, mediaCodecs } from './codecs.ts'
import { firstAudio } from './digits.ts'
import { lastFew } from './last-few.ts'
import type { AgreedAudio } from './session.ts'
import { digitsOf } from './telephone.ts'

/** The speech of an answered leg. */
export interface LegCodec {
  readonly call: Call
  readonly audio: AgreedAudio
  readonly codec: Codec
  readonly name: string
  /** Seen in its packets; else it is the first of the answer, and `others` may have been used as well. */
  readonly seen: boolean
  /** Keys of all that the answer allows. */
  readonly allowed: ReadonlySet<string>
}

/** Two legs that one B2BUA connects, with the speech of both. */
export type LegPair = readonly [LegCodec, LegCodec]

/** Digits of a number that is no extension. Chosen by us: a subscriber number. */
const NUMBER_DIGITS = 7

/** Joins that hand a call on from one leg to another in place of connecting the two. */
const HANDED_ON: ReadonlySet<JoinReason> = new Set([
  'replaces',
  'refer-to-replaces',
  'join',
  'target-dialog',
  'referred-by',
  'refer-target',
])

/** Pairs of answered legs that surely belong together, and whose codecs are known. */
export const legPairs = lastFew(({ joined, legs }: Subjects['joinedCall']): readonly LegPair[] => {
  const codecs = new Map(
    legs.flatMap((call) => {
      const found = codecOf(call)
      return found ? [[call.number, found] as const] : []
    }),
  )
  return joined.joins.flatMap(({ legs: [a, b], reason, confidence }): readonly LegPair[] => {
    const [first, second] = [codecs.get(a), codecs.get(b)]
    return first && second && confidence >= SURE_JOIN && !HANDED_ON.has(reason) ? [[first, second]] : []
  })
})

function codecOf(call: Call): LegCodec | undefined {
  const audio = firstAudio(call)
  if (!audio || !call.answer) return undefined
  const heard = heardOn(call)
  const codec = heard ?? mediaCodecs(audio.answer)[0]
  if (codec?.encoding === undefined) return undefined
  const allowed = new Set(mediaCodecs(audio.answer).flatMap((one) => codecKey(one) ?? []))
  return { call, audio, codec, name: codecName(codec), seen: heard !== undefined, allowed }
}

/** What most packets of its audio carry. */
function heardOn(call: Call): Codec | undefined {
  let most: StreamPlace | undefined
  for (const place of streamPlacesOf(call))
    if (place.kind === 'audio' && place.codec && !place.early && place.stream.packets > (most?.stream.packets ?? 0))
      most = place
  return most?.codec
}

/** Not the same codec, and no way that both could have used the same. */
export function isTranscoded([a, b]: LegPair): boolean {
  const [left, right] = [codecKey(a.codec), codecKey(b.codec)]
  if (left === right) return false
  return (a.seen && b.seen) || a.allowed.isDisjointFrom(b.allowed)
}

/** What the codec takes from R (ITU-T G.113); undefined where it is no narrowband codec with a figure. */
export function impairmentFigure({ codec: { encoding, clockRateHz, fmtp } }: LegCodec): number | undefined {
  const found = impairmentOf({ encoding, clockRateHz, fmtp })
  return found && found.scale === 'NB' && found.ieSource !== 'unknown' ? found.ie : undefined
}

/** A leg to the telephone network or from it: a telephone number that is called at, or calls from, a public place. */
export function isTrunk({ call: { invite } }: LegCodec): boolean {
  if (!invite) return false
  const far = [invite.source, invite.destination].some((one) => one !== undefined && isPublic(one.address))
  return far && isNumber(invite)
}

const isNumber = ({ requestUri }: SipRequest): boolean => (digitsOf(parseUri(requestUri))?.length ?? 0) >= NUMBER_DIGITS
