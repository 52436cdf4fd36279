import { headerValues } from '../decode/sip/values.ts'
import type { DescribedMessage, OfferAnswer, Transaction } from '../model/call.ts'
import { hasHeader, type SipMessage, type SipResponse } from '../model/message.ts'

/**
 * Offers and answers of a call, hop by hop, in the order of their transactions. Carriers by RFC 6337 §2.2: INVITE and its
 * 2xx or reliable provisional; a 2xx or reliable provisional and its ACK or PRACK when the INVITE had none; UPDATE and
 * PRACK with their 2xx. A description in an unreliable 18x previews the answer until the 2xx comes.
 */
export function offerAnswersOf(transactions: readonly Transaction[]): readonly OfferAnswer[] {
  return transactions.flatMap((transaction) => {
    switch (transaction.method) {
      case 'INVITE':
        return inviteExchange(transaction, transactions) ?? []
      case 'UPDATE':
        return plainExchange(transaction) ?? []
      case 'PRACK':
        return answersLateOffer(transaction, transactions) ? [] : (plainExchange(transaction) ?? [])
      default:
        return []
    }
  })
}

function inviteExchange(invite: Transaction, all: readonly Transaction[]): OfferAnswer | undefined {
  const offer = described(invite.request)
  return offer ? earlyOffer(invite, offer) : lateOffer(invite, all)
}

/** Offer in the INVITE, answer in a reliable provisional or the 2xx. */
function earlyOffer(invite: Transaction, offer: DescribedMessage): OfferAnswer {
  const answer = firstDescribed(invite.provisionals, isReliable) ?? firstDescribed(invite.finals, isSuccess)
  if (answer) return exchange(invite, offer, answer, 'answered')
  const rejection = rejectionOf(invite)
  if (rejection) return { ...exchange(invite, offer, undefined, 'rejected'), rejection }
  const preview = firstDescribed(invite.provisionals)
  return exchange(invite, offer, preview, preview ? 'preview' : 'pending')
}

/** Offer in the first reliable response, answer in its PRACK or the ACK. */
function lateOffer(invite: Transaction, all: readonly Transaction[]): OfferAnswer | undefined {
  const offer = lateOfferOf(invite)
  if (!offer) return undefined
  const carriers =
    (offer.message as SipResponse).status < 200
      ? all.filter((one) => one.hop === invite.hop && acknowledges(one, offer.message)).map(({ request }) => request)
      : invite.acks
  const answer = firstDescribed(carriers)
  if (answer) return exchange(invite, offer, answer, 'answered')
  const rejection = rejectionOf(invite)
  return rejection
    ? { ...exchange(invite, offer, undefined, 'rejected'), rejection }
    : exchange(invite, offer, undefined, 'pending')
}

const lateOfferOf = (invite: Transaction): DescribedMessage | undefined =>
  described(invite.request)
    ? undefined
    : (firstDescribed(invite.provisionals, isReliable) ?? firstDescribed(invite.finals, isSuccess))

/** Offer in an UPDATE or PRACK, answer in its 2xx. */
function plainExchange(transaction: Transaction): OfferAnswer | undefined {
  const offer = described(transaction.request)
  if (!offer) return undefined
  const answer = firstDescribed(transaction.finals, isSuccess)
  if (answer) return exchange(transaction, offer, answer, 'answered')
  const rejection = rejectionOf(transaction)
  return rejection
    ? { ...exchange(transaction, offer, undefined, 'rejected'), rejection }
    : exchange(transaction, offer, undefined, 'pending')
}

function exchange(
  { hop }: Transaction,
  offer: DescribedMessage,
  answer: DescribedMessage | undefined,
  state: OfferAnswer['state'],
): OfferAnswer {
  const media = offer.description.media.map((line, index) => ({
    offer: line,
    answer: answer?.description.media[index],
  }))
  return { offer, answer, state, rejection: undefined, media, hop }
}

/** True for a PRACK that carries the answer to an offer made in the provisional it acknowledges. */
function answersLateOffer(prack: Transaction, all: readonly Transaction[]): boolean {
  return all.some((one) => {
    const offer = one.method === 'INVITE' && one.hop === prack.hop ? lateOfferOf(one) : undefined
    return offer !== undefined && acknowledges(prack, offer.message)
  })
}

/** RAck names the RSeq, CSeq number and method of the provisional (RFC 3262 §7.2). */
function acknowledges({ method, request }: Transaction, provisional: SipMessage): boolean {
  if (method !== 'PRACK') return false
  const [rack] = headerValues(request, 'rack')
  const [rseq] = headerValues(provisional, 'rseq')
  return rack?.method === 'INVITE' && rack.rseq === rseq && rack.cseq === provisional.cseq?.number
}

/** A provisional sent reliably (RFC 3262 §3). */
const isReliable = (response: SipResponse): boolean =>
  hasHeader(response, 'rseq') && headerValues(response, 'require').some((tag) => tag.toLowerCase() === '100rel')

const isSuccess = ({ status }: SipResponse): boolean => status >= 200 && status < 300
const rejectionOf = ({ finals }: Transaction): SipResponse | undefined => finals.find(({ status }) => status >= 300)

function described(message: SipMessage): DescribedMessage | undefined {
  return message.description && { message, description: message.description }
}

function firstDescribed<M extends SipMessage>(
  messages: readonly M[],
  isMeant: (message: M) => boolean = () => true,
): DescribedMessage | undefined {
  for (const message of messages) {
    if (message.description && isMeant(message)) return { message, description: message.description }
  }
  return undefined
}
