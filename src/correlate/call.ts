import type { Call, Transaction } from '../model/call.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { dialogsOf } from './dialogs.ts'
import { offerAnswersOf } from './offers.ts'
import { outcomeOf } from './outcome.ts'
import { addressOf } from './parties.ts'

/** What a call is made of. `now` is the latest time in the input. */
export interface CallParts {
  readonly key: string
  readonly number: number
  readonly messages: readonly SipMessage[]
  readonly transactions: readonly Transaction[]
  readonly streams: readonly RtpStream[]
  readonly icmpErrors: readonly IcmpError[]
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  readonly now: Micros | undefined
  readonly final: boolean
}

/** The call as its parts show it; at least one message. */
export function callOf({ now, ...parts }: CallParts): Call {
  const { messages, transactions } = parts
  const outcome = outcomeOf(messages, transactions, now)
  const first = outcome.invite ?? messages[0]!
  const callId = messages[0]!.callId
  return {
    kind: 'call',
    ...parts,
    legs: [{ callId, joinedBy: 'Call-ID', confidence: 1, dialogs: dialogsOf(messages) }],
    offerAnswers: offerAnswersOf(transactions),
    ...outcome,
    from: addressOf(first, 'from'),
    to: addressOf(first, 'to'),
  }
}
