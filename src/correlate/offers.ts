import { headerValues } from '../decode/sip/values.ts'
import type { DescribedMessage, OfferAnswer, Transaction } from '../model/call.ts'
import { hasHeader, type SipMessage, type SipResponse } from '../model/message.ts'

/**
 * Offers and answers of a call, hop by hop, in the order of their transactions. Carriers by RFC 6337 §2.2: INVITE and its
 * 2xx or reliable provisional; a 2xx or reliable provisional and its ACK or PRACK when the INVITE had none; UPDATE and
 * PRACK with their 2xx. A description in an unreliable 18x previews the answer until the 2xx comes.
 */
export function offerAnswersOf(transactions: readonly Transaction[]): readonly OfferAnswer[] {
  const found: OfferAnswer[] = []
  for (const transaction of transactions) {
    const { method } = transaction
    if (method === 'INVITE') addInvite(found, transaction, transactions)
    else if (method === 'UPDATE' || (method === 'PRACK' && !answersLateOffer(transaction, transactions))) {
      const exchange = plainExchange(transaction)
      if (exchange) found.push(exchange)
    }
  }
  return found
}

function addInvite(found: OfferAnswer[], invite: Transaction, all: readonly Transaction[]): void {
  const offer = described(invite.request)
  const first = offer ? earlyOffer(invite, offer) : lateOffer(invite, all)
  if (!first) return
  found.push(first)
  if (offer && first.answer && hasForks(invite)) found.push(...otherForks(invite, first))
}

/** Offer in the INVITE, answer in a reliable provisional or the 2xx: of the fork that has a 2xx, where there are several. */
function earlyOffer(invite: Transaction, offer: DescribedMessage): OfferAnswer {
  const answer = answerIn(invite, invite.finals.find(isSuccess)?.toTag) ?? answerIn(invite)
  if (answer) return exchange(invite, offer, answer, 'answered')
  const rejection = rejectionOf(invite)
  if (rejection) return { ...exchange(invite, offer, undefined, 'rejected'), rejection }
  const preview = firstDescribed(invite.provisionals)
  return exchange(invite, offer, preview, preview ? 'preview' : 'pending')
}

/** The answer, of one fork where its tag is given. */
function answerIn({ provisionals, finals }: Transaction, tag?: string): DescribedMessage | undefined {
  const isOfFork = ({ toTag }: SipResponse): boolean => tag === undefined || toTag === tag
  return (
    firstDescribed(provisionals, (one) => isOfFork(one) && isReliable(one)) ??
    firstDescribed(finals, (one) => isOfFork(one) && isSuccess(one))
  )
}

/** More than one To tag among the responses that describe media. */
function hasForks({ provisionals, finals }: Transaction): boolean {
  let first: SipResponse | undefined
  for (const list of [provisionals, finals]) {
    for (const response of list) {
      if (!response.description) continue
      first ??= response
      if (response.toTag !== first.toTag) return true
    }
  }
  return false
}

/**
 * What the other forks of an INVITE answered: each early dialog has an answer of its own (RFC 3261 §13.2.1, RFC 6337 §3.1.2).
 * One that says what another said is a device that changed its tag.
 */
function otherForks(invite: Transaction, first: OfferAnswer): readonly OfferAnswer[] {
  const found = [first]
  for (const response of [...invite.provisionals, ...invite.finals.filter(isSuccess)]) {
    const { toTag, body } = response
    if (!response.description) continue
    if (found.some(({ answer }) => answer!.message.toTag === toTag || answer!.message.body === body)) continue
    const answer = answerIn(invite, toTag)
    found.push(exchange(invite, first.offer, answer ?? described(response), answer ? 'answered' : 'preview'))
  }
  return found.slice(1)
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
  return {
    offer,
    answer,
    state,
    rejection: undefined,
    offererTag: senderTag(offer.message),
    answererTag: answer ? senderTag(answer.message) : receiverTag(offer.message),
    media,
    hop,
  }
}

const senderTag = ({ kind, fromTag, toTag }: SipMessage): string | undefined => (kind === 'request' ? fromTag : toTag)
const receiverTag = ({ kind, fromTag, toTag }: SipMessage): string | undefined => (kind === 'request' ? toTag : fromTag)

/** True for a PRACK that carries the answer to an offer made in the provisional it acknowledges. */
function answersLateOffer(prack: Transaction, all: readonly Transaction[]): boolean {
  return all.some((one) => {
    const offer = one.method === 'INVITE' && one.hop === prack.hop ? lateOfferOf(one) : undefined
    return offer !== undefined && acknowledges(prack, offer.message)
  })
}

/** Whether that is the PRACK of the provisional: RAck names the RSeq, CSeq number and method of the provisional (RFC 3262 §7.2). */
export function acknowledges({ method, request }: Transaction, provisional: SipMessage): boolean {
  if (method !== 'PRACK') return false
  const [rack] = headerValues(request, 'rack')
  const [rseq] = headerValues(provisional, 'rseq')
  return rack?.method === 'INVITE' && rack.rseq === rseq && rack.cseq === provisional.cseq?.number
}

/** A provisional sent reliably (RFC 3262 §3). */
export const isReliable = (response: SipResponse): boolean =>
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
