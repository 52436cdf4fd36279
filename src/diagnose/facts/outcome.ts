import type { Call, Transaction } from '../../model/call.ts'
import type { SipMessage } from '../../model/message.ts'
import { lastFew } from './last-few.ts'

/** Responses that are 5xx faults of a server; 501 and 513 tell of the request (RFC 3261 §21.5). */
export const SERVER_FAILURES: ReadonlySet<number> = new Set([500, 502, 503, 504, 505, 555, 580])

/** Transactions of a call's initial INVITE, on whatever hop and at whatever try. */
export const initialInvites = lastFew((call: Call): readonly Transaction[] =>
  call.transactions.filter((transaction) => transaction.method === 'INVITE' && transaction.initial),
)

/** Whether anything of the call rang or was answered after that message. */
export const progressedAfter = (call: Call, number: number): boolean =>
  initialInvites(call).some((transaction) =>
    [...transaction.provisionals, ...transaction.finals].some(
      (response) => response.number > number && response.status > 100 && response.status < 300,
    ),
  )

export const rang = (call: Call): boolean => call.messages.some(isRinging)

const isRinging = (message: SipMessage): boolean =>
  message.kind === 'response' && message.method === 'INVITE' && message.status > 100 && message.status < 200
