import type { SipMessage, SipResponse } from '../../model/message.ts'
import type { SignalingConversation } from '../rule.ts'

/** Final responses to that method whose request is not in the input: what they say is evidence all the same. */
export function strayFinals(conversation: SignalingConversation, method: string): readonly SipResponse[] {
  const finals = conversation.messages.filter((message) => isFinal(message, method))
  if (finals.length === 0) return []
  const known = new Set(conversation.transactions.flatMap((transaction) => transaction.finals))
  return finals.filter((final) => !known.has(final))
}

const isFinal = (message: SipMessage, method: string): message is SipResponse =>
  message.kind === 'response' && message.method === method && message.status >= 200

/**
 * A dialog that was there before the input began, or went on: then a response whose request was not seen may belong to
 * a re-INVITE as well. An ACK carries a To tag in any case.
 */
export const showsDialog = (conversation: SignalingConversation): boolean =>
  conversation.messages.some(
    (message) => message.kind === 'request' && message.method !== 'ACK' && message.toTag !== undefined,
  )
