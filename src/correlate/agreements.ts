import type { Call, Dialog, OfferAnswer } from '../model/call.ts'
import type { Codec, MediaDescription, SessionDescription } from '../model/description.ts'
import type { Agreement, NegotiatedMedia, Reception } from '../model/dialog.ts'
import type { SipMessage } from '../model/message.ts'
import type { Micros } from '../model/time.ts'
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

/** Those in force at that time: one for each dialog and hop. Previews only until their dialog has an answer. */
export const agreementsAt = (call: Call, at: Micros): readonly Agreement[] =>
  agreementsOf(call).filter(
    ({ from, until }) => from !== undefined && from <= at && (until === undefined || at < until),
  )

/** The m-lines that both sides have, with what each side is to get on them; none for an offer that was not answered. */
export const negotiatedMedia = remembered((exchange: OfferAnswer): readonly NegotiatedMedia[] => {
  const { offer, answer, media } = exchange
  if (!answer) return []
  return media.flatMap((line, index): NegotiatedMedia | readonly NegotiatedMedia[] => {
    if (!line.answer) return []
    const toOfferer = receptionOf(line.offer, offer.description, line.answer)
    const toAnswerer = receptionOf(line.answer, answer.description, line.offer)
    return { index, kind: line.offer.kind, toOfferer, toAnswerer }
  })
})

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

function receptionOf(receiver: MediaDescription, receiverIn: SessionDescription, sender: MediaDescription): Reception {
  const address = addressOf(receiver, receiverIn)
  const used = receiver.port !== 0 && sender.port !== 0
  return {
    address,
    port: receiver.port,
    rtcpPort: receiver.rtcpPort,
    codecs: receiver.codecs.filter((codec) => sender.codecs.some((other) => isSameCodec(codec, other))),
    flows: used && receives(receiver) && sends(sender) && !isZeroAddress(address),
    ptimeMs: receiver.ptimeMs,
    maxptimeMs: receiver.maxptimeMs,
    declared: receiver,
  }
}

const receives = ({ direction }: MediaDescription): boolean => direction === 'sendrecv' || direction === 'recvonly'
const sends = ({ direction }: MediaDescription): boolean => direction === 'sendrecv' || direction === 'sendonly'

/** By name, clock and channels (RFC 3264 §6.1); of dynamic types nobody named by number. */
function isSameCodec(a: Codec, b: Codec): boolean {
  if (a.encoding === undefined || b.encoding === undefined) return a.payloadType === b.payloadType
  return (
    a.encoding.toLowerCase() === b.encoding.toLowerCase() &&
    a.clockRateHz === b.clockRateHz &&
    a.channels === b.channels
  )
}
