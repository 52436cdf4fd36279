import type { Call, Transaction } from '../model/call.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { dialogsOf } from './dialogs.ts'
import { offerAnswersOf } from './offers.ts'
import { outcomeOf } from './outcome.ts'

/** What a call is made of. */
export interface CallParts {
  readonly key: string
  readonly number: number
  readonly messages: readonly SipMessage[]
  readonly transactions: readonly Transaction[]
  readonly streams: readonly RtpStream[]
  readonly icmpErrors: readonly IcmpError[]
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  readonly final: boolean
}

/**
 * The call as its parts show it; at least one message. `now` is the latest time in the input; `names` tells who calls whom
 * by the message that began the call.
 */
export function callOf(
  parts: CallParts,
  callId: string,
  now: Micros | undefined,
  names: (first: SipMessage) => Pick<Call, 'from' | 'to'>,
): Call {
  const { messages, transactions } = parts
  const { invite, answer, ack, bye, failure, outcome } = outcomeOf(messages, transactions, now)
  const { from, to } = names(invite ?? messages[0]!)
  return {
    kind: 'call',
    key: parts.key,
    number: parts.number,
    legs: [{ callId, joinedBy: 'Call-ID', confidence: 1, dialogs: dialogsOf(messages, transactions, parts.final) }],
    messages,
    transactions,
    offerAnswers: offerAnswersOf(transactions),
    streams: parts.streams,
    icmpErrors: parts.icmpErrors,
    invite,
    answer,
    ack,
    bye,
    failure,
    outcome,
    from,
    to,
    firstAt: parts.firstAt,
    lastAt: parts.lastAt,
    final: parts.final,
  }
}
