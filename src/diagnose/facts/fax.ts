import { senderOf } from '../../correlate/call-parties.ts'
import type { Call, OfferAnswer } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { MediaDescription } from '../../model/description.ts'
import { lastFew } from './last-few.ts'

/** An m-line for T.38 over UDPTL (RFC 3362), or over TCP or RTP, which hardly anybody does. */
export const isFaxLine = ({ kind, profile, formats }: MediaDescription): boolean =>
  kind === 'image' && (/udptl|tcptl/i.test(profile) || formats.some((format) => format.toLowerCase() === 't38'))

/** An offer of T.38: its line, and whether audio is offered beside it. */
export interface FaxOffer {
  readonly exchange: OfferAnswer
  readonly fax: MediaDescription
  /** The counterpart in the answer; undefined without an answer. */
  readonly answered: MediaDescription | undefined
  readonly by: Party
}

/** Every offer of a call that asks for T.38, on whatever hop. */
export const faxOffers = lastFew((call: Call): readonly FaxOffer[] =>
  call.offerAnswers.flatMap((exchange): readonly FaxOffer[] => {
    const pair = exchange.media.find(({ offer }) => isFaxLine(offer) && offer.port !== 0)
    return pair
      ? [{ exchange, fax: pair.offer, answered: pair.answer, by: senderOf(call, exchange.offer.message) }]
      : []
  }),
)

/** Both sides took the fax line. */
export const isFaxAgreed = ({ answered, exchange }: FaxOffer): boolean =>
  exchange.state === 'answered' && answered !== undefined && answered.port !== 0 && isFaxLine(answered)
