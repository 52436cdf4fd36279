import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import {
  acceptedLater,
  agreedLines,
  bothLines,
  isCut,
  lineOf,
  profileOf,
  REFUSED_MEDIA,
  writerOf,
} from '../../facts/media-lines.ts'
import { audioPairs } from '../../facts/session.ts'
import { type Fault, rule, type Verdict, type Weight } from '../../rule.ts'
import { GOES_ON_US } from '../../thresholds/sdp.ts'

interface Values {
  readonly offered: string
  readonly answered: string
  readonly status: number | undefined
}

export const srtpProfileMismatch = rule<'offerAnswer', Values>({
  id: 'sdp.srtp-profile-mismatch',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 3264 §6', 'RFC 4568 §5.1.2', 'RFC 5764 §8'],
  title: 'One side wants SRTP, the other plain RTP',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  explains: [
    'signaling.response-488',
    'signaling.call-failed',
    'sdp.port-zero',
    'media.no-media',
    'media.one-way-audio',
  ],
  observed: true,
  issues: ['srtp', 'encryption'],
  meaning:
    'The transport of the m-line (RTP/AVP, RTP/SAVP, UDP/TLS/RTP/SAVPF) must be the same in offer and answer. Otherwise one side encrypts and the other does not understand it.',
  fires:
    'The answer has another protection than the offer, or an SRTP offer is refused for its media by a side that only speaks plain RTP (or the other way round). High where the call goes on.',
  quiet: 'RTP/AVP with a=crypto answered in the clear (best effort); a later offer that is accepted.',
  example: ['m=audio 4000 RTP/SAVP 0', 'm=audio 5000 RTP/AVP 0'],
  recommendation:
    'Set the same media encryption on both sides: SDES or DTLS with RTP/SAVP on both, or plain RTP on both.',
  recipe: 'srtp',
  verify: 'Verify: offer and answer have the same profile on the audio line.',
  *check({ exchange, call }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    if (exchange.state === 'rejected') yield* refused(exchange, call)
    for (const pair of agreedLines(exchange)) {
      const [offered, answered] = [profileOf(pair.offer), profileOf(pair.answer)]
      if (offered === undefined || answered === undefined || offered === answered) continue
      // DTLS-SRTP is offered as RTP/SAVPF too, with a fingerprint; then the two mean the same (RFC 5764 §8).
      if (offered !== 'plain' && answered !== 'plain' && hasFingerprint(exchange, pair.offer, pair.answer)) continue
      yield fault(exchange, call, pair.offer.profile, pair.answer.profile, bothLines(pair), goesOn(call, exchange))
    }
  },
  detail: ({ offered, answered, status }) =>
    status === undefined
      ? `The offer wants ${offered} and the answer ${answered}.`
      : `The offer wants ${offered} and was refused with ${status}; the other side describes its own media as ${answered}.`,
})

function fault(
  exchange: OfferAnswer,
  call: Call,
  offered: string,
  answered: string,
  proof: Fault<Values>['proof'],
  weight: Weight | undefined,
): Fault<Values> {
  const severity: Weight | undefined = acceptedLater(call, exchange)
    ? { level: 'low', because: 'A later offer of this call was accepted' }
    : weight
  return {
    values: { offered, answered, status: exchange.rejection?.status },
    proof,
    scope: [offered, answered],
    mends: (exchange.answer ?? exchange.offer).message,
    ...(severity && { severity }),
  }
}

function* refused(exchange: OfferAnswer, call: Call): Iterable<Verdict<Values>> {
  const { rejection } = exchange
  const offer = audioPairs(exchange)[0]?.offer
  if (!rejection || !offer || !REFUSED_MEDIA.has(rejection.status)) return
  const own = profileOf(offer)
  if (own === undefined || (own === 'plain' && attributeValues(offer, 'crypto').length > 0)) return
  const other = linesOf(call, rejection.toTag).find(({ media }) => profileOf(media) !== undefined)
  if (!other) {
    if (own !== 'plain') yield { insufficient: 'sdp-absent' }
    return
  }
  if ((profileOf(other.media) === 'plain') === (own === 'plain')) return
  yield fault(
    exchange,
    call,
    offer.profile,
    other.media.profile,
    [lineOf(exchange.offer.message, offer), { message: rejection }, lineOf(other.message, other.media)],
    undefined,
  )
}

/** Audio lines that side wrote elsewhere in the call. */
const linesOf = (call: Call, tag: string | undefined) =>
  call.messages
    .filter((message) => tag !== undefined && writerOf(message) === tag)
    .flatMap((message) =>
      (message.description?.media ?? []).filter(({ kind }) => kind === 'audio').map((media) => ({ message, media })),
    )

function hasFingerprint({ offer, answer }: OfferAnswer, mine: MediaDescription, theirs: MediaDescription): boolean {
  const has = (level: MediaDescription, session: Parameters<typeof attributeValues>[0]) =>
    attributeValues(level, 'fingerprint').length + attributeValues(session, 'fingerprint').length > 0
  return has(mine, offer.description) && has(theirs, answer!.description)
}

/** Nobody hung up at once: the call goes on, as a rule in the clear. */
function goesOn(call: Call, exchange: OfferAnswer): Weight | undefined {
  const at = exchange.answer?.message.at
  const endedAt = (call.bye ?? call.messages.at(-1))?.at
  return call.answer && at !== undefined && endedAt !== undefined && endedAt - at >= GOES_ON_US
    ? { level: 'high', because: 'The call goes on in spite of it' }
    : undefined
}
