import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { SipResponse } from '../../../model/message.ts'
import { MICROS_PER_SECOND, type Micros } from '../../../model/time.ts'
import { isG711 } from '../../facts/codec-families.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { type FaxOffer, faxOffers, isFaxAgreed } from '../../facts/fax.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { lineOf, REFUSED_MEDIA } from '../../facts/media-lines.ts'
import { clip } from '../../facts/responses.ts'
import { agreedAudio } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { FAX_FALLBACK_US } from '../../thresholds/media-setup.ts'

interface Values {
  readonly by: Party
  readonly result: string
  /** The speech codec that was in use then. */
  readonly codec: string | undefined
}

export const t38Rejected = rule<'call', Values>({
  id: 'fax.t38-rejected',
  category: 'codec',
  severity: 'medium',
  sources: ['ITU-T T.38 Annex D', 'RFC 3362', 'RFC 6913 §5'],
  title: 'T.38 is refused',
  examines: 'call',
  observed: true,
  about: { described: true, methods: ['INVITE'] },
  marks: { statuses: [415, 488, 606] },
  issues: ['fax', 't38'],
  meaning:
    'A fax asks to go on as T.38 and the other side does not support it: it has to go through the audio of the call, which only G.711 carries.',
  fires:
    'A re-INVITE or UPDATE with m=image udptl t38 is answered with 488, 415 or 606. High where the call then ends within 5 s, or stays on a compressed codec.',
  quiet: 'Info where the call goes on in G.711, or another offer of T.38 is accepted.',
  example: ['m=image 40000 udptl t38', 'SIP/2.0 488 Not Acceptable Here'],
  recommendation:
    'Enable T.38 on both sides, or let fax calls use G.711 from the beginning, with silence suppression and echo cancellation off.',
  recipe: 'fax',
  verify: 'Verify: the re-INVITE with m=image is answered with 200, or the fax goes through in G.711.',
  *check({ call }) {
    for (const offer of faxOffers(call)) {
      const { exchange, fax, by } = offer
      const { rejection } = exchange
      const { message } = exchange.offer
      if (!rejection || !REFUSED_MEDIA.has(rejection.status) || message.toTag === undefined) continue
      const before = speechBefore(call, exchange)
      if (before === undefined && call.invite === undefined) {
        yield { insufficient: 'starts-mid-dialog' }
        continue
      }
      const severity = weigh(call, offer, rejection, before)
      const proof: Proof[] = [{ message: rejection }, ...headerProofs(rejection, 'warning', 'reason')]
      yield {
        values: { by, result: clip(`${rejection.status} ${rejection.reason}`, 60), codec: before && codecName(before) },
        proof: [lineOf(message, fax), { message }, ...proof],
        scope: [String(rejection.status), by],
        mends: rejection,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ by, result, codec }) =>
    `The ${by} asked for T.38 and was refused with ${result}.${codec ? ` The call was using ${codec}.` : ''}`,
})

/** The speech codec in force when the offer came. */
const speechBefore = (call: Call, { offer }: OfferAnswer) => {
  const before = call.offerAnswers.findLast(
    (one) => one.offer.message.number < offer.message.number && one.state === 'answered' && agreedAudio(one).length > 0,
  )
  return before && mediaCodecs(agreedAudio(before)[0]!.answer)[0]
}

function weigh(
  call: Call,
  offer: FaxOffer,
  { at, number }: SipResponse,
  before: ReturnType<typeof speechBefore>,
): Weight | undefined {
  const later = call.offerAnswers.filter(({ offer: { message } }) => message.number > number)
  if (faxOffers(call).some((other) => other !== offer && later.includes(other.exchange) && isFaxAgreed(other)))
    return { level: 'info', because: 'Another offer of T.38 was accepted' }
  const goneOn = at === undefined ? undefined : (call.bye?.at ?? call.lastAt ?? at) - at
  const isG711Now = before !== undefined && isG711(before)
  if (call.bye && goneOn !== undefined && goneOn <= FAX_FALLBACK_US)
    return isG711Now && isHeardAfter(call, at!) ? undefined : { level: 'high', because: 'The call ends right after it' }
  const fallback = later.some(
    (one) =>
      one.state === 'answered' && agreedAudio(one).some(({ answer }) => mediaCodecs(answer).slice(0, 1).some(isG711)),
  )
  if (goneOn === undefined || goneOn <= FAX_FALLBACK_US || !before) return undefined
  return fallback || isG711Now
    ? { level: 'info', because: 'The call goes on in G.711' }
    : { level: 'high', because: `The call stays on ${codecName(before)}, which carries no fax` }
}

/** RTP goes on for a second and more: the sides did not give up at once. */
const isHeardAfter = ({ streams }: Call, at: Micros): boolean =>
  streams.some(({ lastAt }) => lastAt >= at + MICROS_PER_SECOND)
