import type { SipMessage, SipResponse } from '../../model/message.ts'
import type { SignalingConversation, Weight } from '../rule.ts'

/** What came of the request that a message is, or of the conversation it stands in. */
export type Aftermath =
  | { readonly kind: 'accepted' | 'open' }
  | { readonly kind: 'refused' | 'failed'; readonly by: SipResponse }

/** Final responses that say nothing against how a request is written: a challenge, a timer, or the called party. */
const NO_COMPLAINT: ReadonlySet<number> = new Set([401, 407, 422, 423, 480, 486, 487, 491, 600, 603])

/** `refusals` are the statuses that name the departure in question, such as 400. */
export function aftermathOf(
  conversation: SignalingConversation,
  message: SipMessage,
  refusals: readonly number[],
): Aftermath {
  const final = finalOf(conversation, message)
  if (final && refusals.includes(final.status)) return { kind: 'refused', by: final }
  if (hasSucceeded(conversation)) return { kind: 'accepted' }
  if (!final) return { kind: 'open' }
  return final.status < 300 || NO_COMPLAINT.has(final.status) ? { kind: 'accepted' } : { kind: 'failed', by: final }
}

/** The usual weight of a departure: low while the exchange works, high where it is refused for it, else the rule's own. */
export function departureWeight(aftermath: Aftermath): Weight | undefined {
  if (aftermath.kind === 'refused')
    return { level: 'high', because: `The message was answered with ${aftermath.by.status}` }
  return aftermath.kind === 'accepted' ? { level: 'low', because: 'The exchange works all the same' } : undefined
}

/** The first final response to a request, on whatever hop; none to an ACK or a response. */
export const finalOf = (conversation: SignalingConversation, message: SipMessage): SipResponse | undefined =>
  message.kind === 'request' && message.method !== 'ACK'
    ? conversation.messages.find((other): other is SipResponse => answers(other, message))
    : undefined

const answers = (other: SipMessage, request: SipMessage): boolean =>
  other.kind === 'response' &&
  other.status >= 200 &&
  other.number > request.number &&
  other.cseq?.number === request.cseq?.number &&
  (other.method === request.method || other.cseq?.method === request.cseq?.method)

/** A call was answered; elsewhere some request got a 2xx. */
export const hasSucceeded = (conversation: SignalingConversation): boolean =>
  conversation.kind === 'call'
    ? conversation.answer !== undefined
    : conversation.transactions.some(({ final }) => final !== undefined && final.status < 300)
