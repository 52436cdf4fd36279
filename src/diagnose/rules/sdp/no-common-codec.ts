import { locatedValues } from '../../../decode/sip/values.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import type { SipMessage, SipResponse } from '../../../model/message.ts'
import { codecKeys, codecName, mediaCodecs } from '../../facts/codecs.ts'
import { audioPairs } from '../../facts/session.ts'
import { type Fault, type Proof, rule, type Verdict } from '../../rule.ts'

interface Values {
  readonly offered: string
  readonly answered: string
  readonly how: 'answer' | 'refused' | 'warning' | 'no-line'
  readonly status: number | undefined
}

const REFUSED_MEDIA = new Set([415, 488, 606])

export const noCommonCodec = rule<'offerAnswer', Values>({
  id: 'sdp.no-common-codec',
  category: 'codec',
  severity: 'critical',
  sources: ['RFC 3264 §6.1', 'RFC 3264 §5.1', 'RFC 3261 §21.4.26'],
  title: 'No codec match between offer and answer',
  examines: 'offerAnswer',
  marks: { unusual: true },
  explains: ['signaling.response-488', 'sdp.port-zero', 'signaling.call-failed'],
  observed: true,
  issues: ['codec'],
  meaning: 'The two sides have no speech codec in common, so no audio can flow.',
  fires:
    'The answer accepts no codec of the offer; or the offer was refused (488, 606, 415, or port 0) by a side whose codecs are known to be others.',
  quiet:
    'A cut description; a dynamic payload type without rtpmap; an offer with port 0; an offer refused for another reason, or in the middle of a call, which goes on as it was; a later offer that is accepted (then info).',
  example: ['m=audio 4000 RTP/AVP 18 (offer)', 'm=audio 5000 RTP/AVP 0 (answer)'],
  recommendation: 'Enable at least one codec on both sides; PCMU and PCMA are understood almost everywhere.',
  recipe: 'codec',
  verify: 'Verify: the answer names a codec that the offer names too.',
  applies: ({ exchange }) => audioPairs(exchange).some(({ offer }) => offer.port !== 0),
  *check({ exchange, call }) {
    for (const { offer, answer } of audioPairs(exchange)) {
      if (offer.port === 0) continue
      if (exchange.state === 'rejected') yield* refused(exchange, offer, call)
      else if (answer && answer.port !== 0) yield* disjoint(exchange, offer, answer, call)
      else if (answer && exchange.state === 'answered') yield* turnedDown(exchange, offer, answer, call)
      else if (exchange.answer && !answer && !exchange.answer.description.complete)
        yield { insufficient: 'message-cut' }
    }
  },
  detail({ offered, answered, how, status }) {
    switch (how) {
      case 'answer':
        return `The offer lists ${offered}; the answer lists ${answered}. They have none in common.`
      case 'refused':
        return `The offer lists ${offered} and was refused with ${status}; the other side supports ${answered}. They have none in common.`
      case 'warning':
        return `The offer lists ${offered} and was refused with ${status} and Warning 305: none of its formats is supported.`
      case 'no-line':
        return `The offer lists ${offered}; the answer sets the only audio line to port 0 (its line names ${answered}), and no other medium is left.`
      default:
        return how satisfies never
    }
  },
})

const names = (media: MediaDescription): string => mediaCodecs(media).map(codecName).join(', ') || 'no speech codec'
const line = (message: SipMessage, media: MediaDescription): Proof => ({ message, sdp: media })

/** A description that misses something, or a payload type nobody named: nothing can be said. */
function keysOf(exchange: OfferAnswer, offer: MediaDescription, answer: MediaDescription) {
  const cut = !exchange.offer.description.complete || exchange.answer?.description.complete === false
  const [offered, answered] = [codecKeys(offer), codecKeys(answer)]
  return cut || !offered || !answered ? undefined : { offered, answered }
}

function* disjoint(
  exchange: OfferAnswer,
  offer: MediaDescription,
  answer: MediaDescription,
  call: Call,
): Iterable<Verdict<Values>> {
  // Other profiles (T.38, MSRP over m=audio) have no payload types to compare.
  if (offer.codecs.length === 0 || answer.codecs.length === 0) return
  const keys = keysOf(exchange, offer, answer)
  if (!keys) yield { insufficient: 'message-cut' }
  else if (keys.offered.isDisjointFrom(keys.answered)) {
    const proof: Fault<Values>['proof'] = [line(exchange.offer.message, offer), line(exchange.answer!.message, answer)]
    yield fault(exchange, call, 'answer', names(offer), names(answer), proof)
  }
}

/** A 2xx that turns the only audio line down leaves a call without media. */
function* turnedDown(
  exchange: OfferAnswer,
  offer: MediaDescription,
  answer: MediaDescription,
  call: Call,
): Iterable<Verdict<Values>> {
  if (exchange.media.some((pair) => pair.answer && pair.answer.port !== 0)) return
  const proof: Fault<Values>['proof'] = [line(exchange.offer.message, offer), line(exchange.answer!.message, answer)]
  yield fault(exchange, call, 'no-line', names(offer), names(answer), proof)
}

function* refused(exchange: OfferAnswer, offer: MediaDescription, call: Call): Iterable<Verdict<Values>> {
  const { rejection } = exchange
  // A change that is refused leaves the media as they were (RFC 3261 §14.1).
  if (isMidCall(exchange, call)) return
  if (!rejection || !REFUSED_MEDIA.has(rejection.status) || offer.codecs.length === 0) return
  const others = codecsOf(exchange, call, rejection)
  const offered = codecKeys(offer)
  if (others && offered) {
    const answered = codecKeys(others.media)
    if (!answered || !offered.isDisjointFrom(answered)) return
    const proof: Fault<Values>['proof'] = [
      line(exchange.offer.message, offer),
      { message: rejection },
      line(others.message, others.media),
    ]
    yield fault(exchange, call, 'refused', names(offer), names(others.media), proof)
    return
  }
  const warning = locatedValues(rejection, 'warning').find(({ value }) => value.code === 305)?.header
  if (!warning) yield { insufficient: 'sdp-absent' }
  else {
    const proof: Fault<Values>['proof'] = [
      line(exchange.offer.message, offer),
      { message: rejection },
      { message: rejection, header: warning },
    ]
    yield {
      ...fault(exchange, call, 'warning', names(offer), 'others', proof),
      confidence: 0.7,
      severity: later(exchange, call) ?? {
        level: 'high',
        because: 'The other side names no codec; only its warning tells',
      },
    }
  }
}

const isMidCall = ({ offer }: OfferAnswer, call: Call): boolean =>
  call.offerAnswers.some((other) => other.state === 'answered' && other.offer.message.number < offer.message.number)

/** Codecs of the side that refused: in the body of the refusal, or in another description of its own in this call. */
function codecsOf(exchange: OfferAnswer, call: Call, rejection: SipResponse) {
  const own = rejection.description?.media.find(({ kind, codecs }) => kind === 'audio' && codecs.length > 0)
  if (own) return { media: own, message: rejection as SipMessage }
  for (const other of call.offerAnswers) {
    for (const side of [other.offer, other.answer]) {
      if (!side || other === exchange || writer(side.message) !== rejection.toTag) continue
      const media = side.description.media.find(({ kind, codecs }) => kind === 'audio' && codecs.length > 0)
      if (media) return { media, message: side.message }
    }
  }
  return undefined
}

/** Tag of who wrote the message. */
const writer = (message: SipMessage): string | undefined =>
  message.kind === 'request' ? message.fromTag : message.toTag

const later = (exchange: OfferAnswer, call: Call) =>
  call.offerAnswers.some(
    (other) =>
      other.offer.message.number > exchange.offer.message.number &&
      other.state === 'answered' &&
      other.media.some((pair) => pair.answer && pair.answer.port !== 0),
  )
    ? ({ level: 'info', because: 'A later offer of this call was accepted' } as const)
    : undefined

function fault(
  exchange: OfferAnswer,
  call: Call,
  how: Values['how'],
  offered: string,
  answered: string,
  proof: Fault<Values>['proof'],
): Fault<Values> {
  const severity = later(exchange, call)
  return {
    values: { offered, answered, how, status: exchange.rejection?.status },
    proof,
    scope: [offered, answered],
    mends: (exchange.answer ?? exchange.offer).message,
    ...(severity && { severity }),
  }
}
