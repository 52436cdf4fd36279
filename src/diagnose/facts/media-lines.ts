import { viaBegins } from '../../decode/sip/message.ts'
import type { Call, OfferAnswer } from '../../model/call.ts'
import type { MediaDescription } from '../../model/description.ts'
import type { SipMessage } from '../../model/message.ts'
import type { Fault, Proof } from '../rule.ts'
import { lastFew } from './last-few.ts'
import { hasAttribute } from './sdp-lines.ts'

/** An m-line of an offer with the one at the same place of the answer (RFC 3264 §6). */
export interface LinePair {
  readonly exchange: OfferAnswer
  readonly offer: MediaDescription
  readonly answer: MediaDescription | undefined
}

/** The same, of a line that both sides accepted. */
export interface AgreedLine extends LinePair {
  readonly answer: MediaDescription
}

/** m-lines of any kind that both sides accepted: an answered offer, or its preview, both ports other than 0. */
export const agreedLines = lastFew((exchange: OfferAnswer): readonly AgreedLine[] =>
  exchange.state === 'answered' || exchange.state === 'preview'
    ? exchange.media.flatMap(({ offer, answer }) =>
        answer && answer.port !== 0 && offer.port !== 0 ? [{ exchange, offer, answer }] : [],
      )
    : [],
)

/** One of the two descriptions is visibly cut: nothing may be called missing from it. */
export const isCut = ({ offer, answer }: OfferAnswer): boolean =>
  !offer.description.complete || answer?.description.complete === false

/** The two m-lines of a pair, as proof. */
export const bothLines = ({ exchange, offer, answer }: AgreedLine): Fault<unknown>['proof'] => [
  lineOf(exchange.offer.message, offer),
  lineOf(exchange.answer!.message, answer),
]

export const lineOf = (message: SipMessage, media: MediaDescription): Proof => ({ message, sdp: media })

/** How an m-line wants its RTP protected: not at all, by keys in the description (RFC 4568), or by DTLS (RFC 5764). */
export type Protection = 'plain' | 'sdes' | 'dtls'

/** By the transport protocol of the m-line alone: `RTP/AVP`, `RTP/SAVPF`, `UDP/TLS/RTP/SAVPF` ... Undefined for what is not RTP. */
export function profileOf({ profile }: MediaDescription): Protection | undefined {
  const name = profile.toUpperCase()
  if (!/(?:^|\/)RTP\/S?AVPF?$/.test(name)) return undefined
  if (!/RTP\/SAVPF?$/.test(name)) return 'plain'
  return name.includes('TLS') ? 'dtls' : 'sdes'
}

/** Tag of the side that wrote a message. */
export const writerOf = (message: SipMessage): string | undefined =>
  message.kind === 'request' ? message.fromTag : message.toTag

/** Between the same two hosts, whichever of them offers. */
export const isSameHop = (a: OfferAnswer, b: OfferAnswer): boolean =>
  a.hop === b.hop || a.hop.split('>').reverse().join('>') === b.hop

/** A later offer of the call on the same hop was accepted, with at least one line. */
export const acceptedLater = (call: Call, exchange: OfferAnswer): boolean =>
  call.offerAnswers.some(
    (other) =>
      isSameHop(other, exchange) &&
      other.offer.message.number > exchange.offer.message.number &&
      other.state === 'answered' &&
      agreedLines(other).length > 0,
  )

/** Whether a description was written for a browser or one of its kind (RFC 8827 §6.5: DTLS-SRTP and nothing else). */
export function isWebRtc(message: SipMessage, media: MediaDescription): boolean {
  if (isWebSocket(message)) return true
  if (profileOf(media) === 'dtls') return true
  return media.rtcpMux && hasAttribute(message, media, 'ice-ufrag')
}

/** By the packets, else by the Via: a log need not tell the one from plain TCP (RFC 7118 §5.2). */
export const isWebSocket = (message: SipMessage): boolean =>
  message.transport === 'WS' || message.transport === 'WSS' || viaBegins(message, 'SIP/2.0/WS')

/** Statuses that refuse the media and not the call (RFC 3261 §21.4.13, §21.4.26, §21.6.4). */
export const REFUSED_MEDIA: ReadonlySet<number> = new Set([415, 488, 606])
