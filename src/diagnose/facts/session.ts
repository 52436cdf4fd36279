import { releasedBy, senderOf } from '../../correlate/call-parties.ts'
import type { Call, DescribedMessage, OfferAnswer } from '../../model/call.ts'
import type { MediaDescription, SessionDescription } from '../../model/description.ts'
import { type Endpoint, endpointText } from '../../model/endpoint.ts'
import { lastFew } from './last-few.ts'

/** Where a side wants its media: the m-line's own c= line, else the session's (RFC 8866 §5.7). */
export const mediaAddress = (media: MediaDescription, description: SessionDescription): string | undefined =>
  (media.connection ?? description.connection)?.address

/** An m=audio line of an offer with its counterpart. */
export interface AudioPair {
  readonly exchange: OfferAnswer
  readonly offer: MediaDescription
  readonly answer: MediaDescription | undefined
}

export const audioPairs = lastFew((exchange: OfferAnswer): readonly AudioPair[] => {
  const pairs: AudioPair[] = []
  for (const { offer, answer } of exchange.media) if (offer.kind === 'audio') pairs.push({ exchange, offer, answer })
  return pairs
})

/** The same, of a line that was accepted. */
export interface AgreedAudio extends AudioPair {
  readonly answer: MediaDescription
}

/** Audio that both sides accepted: an answered offer, both ports other than 0 (RFC 3264 §6). */
export const agreedAudio = lastFew((exchange: OfferAnswer): readonly AgreedAudio[] => {
  if (exchange.state !== 'answered' && exchange.state !== 'preview') return []
  const agreed: AgreedAudio[] = []
  for (const { offer, answer } of audioPairs(exchange))
    if (answer && answer.port !== 0 && offer.port !== 0) agreed.push({ exchange, offer, answer })
  return agreed
})

export type { Party } from '../../model/call-facts.ts'
export { releasedBy, senderOf }

/** `address:port` of an audio line, as its side declares it; undefined without a c= line. */
export function declaredEndpoint(media: MediaDescription, description: SessionDescription): Endpoint | undefined {
  const address = mediaAddress(media, description)
  return address === undefined ? undefined : { address, port: media.port }
}

/** `address:port`, to compare and to show. */
export const place = (endpoint: Endpoint): string => endpointText(endpoint)

/** Whether the call was on hold at some time: a direction other than sendrecv, or the old way by 0.0.0.0 (RFC 2543). */
export const wasHeld = lastFew((call: Call): boolean =>
  call.offerAnswers.some(({ offer, answer }) => isHold(offer) || (answer !== undefined && isHold(answer))),
)

function isHold({ description }: DescribedMessage): boolean {
  for (const media of description.media) {
    if (media.kind !== 'audio') continue
    const address = mediaAddress(media, description)
    if (media.direction !== 'sendrecv' || address === '0.0.0.0' || address === '::') return true
  }
  return false
}
