import { headerValues } from '../../decode/sip/values.ts'
import type { Via } from '../../decode/sip/via.ts'
import type { Transaction } from '../../model/call.ts'
import type { SipMessage } from '../../model/message.ts'
import type { SignalingConversation } from '../rule.ts'
import { lastFew } from './last-few.ts'

/** One request before and behind a proxy: the Via of the first stands below the proxy's own in the second (RFC 3261 §16.6). */
export interface Forwarding {
  readonly before: Transaction
  readonly behind: Transaction
}

/** Every proxy that the input shows from both sides, request by request. */
export const forwardingsIn = lastFew((conversation: SignalingConversation): readonly Forwarding[] => {
  const groups = sameRequests(conversation.transactions)
  return groups.flatMap((group) => group.flatMap((behind) => upstreamOf(behind, group)))
})

/** Transactions of one CSeq, where there are several; hardly any call has them. */
function sameRequests(transactions: readonly Transaction[]): readonly (readonly Transaction[])[] {
  if (transactions.length < 2) return NONE
  const groups = new Map<string, Transaction[]>()
  let repeated = false
  for (const transaction of transactions) {
    const key = `${transaction.method} ${transaction.request.cseq?.number}`
    const group = groups.get(key)
    if (group) {
      group.push(transaction)
      repeated = true
    } else groups.set(key, [transaction])
  }
  return repeated ? [...groups.values()].filter(({ length }) => length > 1) : NONE
}

const NONE: readonly never[] = []

function upstreamOf(behind: Transaction, group: readonly Transaction[]): readonly Forwarding[] {
  const below = viasOf(behind.request)[1]
  if (below?.branch === undefined) return NONE
  const before = group.find(({ request }) => request !== behind.request && request.branch === below.branch)
  return before ? [{ before, behind }] : NONE
}

export const viasOf = (message: SipMessage): readonly Via[] => headerValues(message, 'via')
