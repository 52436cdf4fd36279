import type { Call, Dialog, OfferAnswer } from '../model/call.ts'
import type { MediaDescription, SessionDescription } from '../model/description.ts'
import type { Agreement } from '../model/dialog.ts'
import type { SipMessage } from '../model/message.ts'
import { remembered } from './remembered.ts'

/**
 * What the two sides agreed on and from when until when, hop by hop, in order (RFC 3264, RFC 6337): from the answer until the
 * next answer of the same dialog on the same way, or its end. A refused offer leaves the one before in force (RFC 3261 §14.1).
 */
export const agreementsOf = remembered((call: Call): readonly Agreement[] =>
  linesOf(call).flatMap(({ dialog, exchanges }) =>
    exchanges.map((exchange, index): Agreement => {
      const next = exchanges[index + 1]
      return {
        exchange,
        preview: exchange.state === 'preview',
        from: exchange.answer?.message.at,
        until: next ? next.answer?.message.at : dialog?.end?.at,
      }
    }),
  ),
)

/** Answered offers of one dialog on one way, in the order of their answers. */
export interface Line {
  /** Undefined where the messages have no tags, or none of its responses made one. */
  readonly dialog: Dialog | undefined
  readonly exchanges: readonly OfferAnswer[]
}

export function linesOf(call: Call): readonly Line[] {
  const dialogs = call.legs.flatMap((leg) => leg.dialogs)
  const answered = call.offerAnswers.filter(({ answer }) => answer)
  return [...Map.groupBy(answered, lineKey).values()].map((exchanges) => ({
    dialog: dialogs.find((dialog) => isOfDialog(exchanges[0]!, dialog)),
    exchanges: exchanges.toSorted((a, b) => a.answer!.message.number - b.answer!.message.number),
  }))
}

const isOfDialog = ({ offer, offererTag, answererTag }: OfferAnswer, { callId, fromTag, toTag }: Dialog): boolean =>
  offer.message.callId === callId &&
  ((offererTag === fromTag && answererTag === toTag) || (offererTag === toTag && answererTag === fromTag))

/** The same whichever side offers. */
function lineKey({ offer, offererTag, answererTag }: OfferAnswer): string {
  const { callId } = offer.message
  return JSON.stringify([callId, [offererTag ?? '', answererTag ?? ''].sort(), hostsOf(offer.message)])
}

/** Of both ends; ports may differ by direction. None where they are not known. */
const hostsOf = ({ source, destination }: SipMessage): readonly string[] =>
  source && destination ? [source.address, destination.address].sort() : []

export const addressOf = (media: MediaDescription, description: SessionDescription): string | undefined =>
  (media.connection ?? description.connection)?.address

/** `c=` of an old hold (RFC 2543 §B.5), and its like in IPv6. */
export const isZeroAddress = (address: string | undefined): boolean => address === '0.0.0.0' || address === '::'
