import type { Transaction } from '../../../model/call.ts'
import { header, type SipMessage, type SipResponse } from '../../../model/message.ts'
import { aftermathOf, departureWeight } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Fault, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly problem: 'method' | 'number' | 'response'
  readonly sender: string
  readonly what: string
  readonly cseq: string
  readonly expected: string
}

/** RFC 3261 §8.1.1.5: below 2**31. */
const CSEQ_END = 2 ** 31

export const cseqMethodMismatch = rule<'conversation', Values>({
  id: 'compliance.cseq-method-mismatch',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §8.1.1.5', 'RFC 3261 §8.2.6.2', 'RFC 3261 §20.16'],
  title: 'CSeq does not fit its message',
  examines: 'conversation',
  meaning:
    'CSeq numbers the requests of a dialog and names their method; a response repeats it. What does not fit matches no transaction.',
  fires:
    'A request whose CSeq names another method, a CSeq number of 2^31 or more, or a response whose branch is a request’s and whose CSeq is not. Low where the exchange works, high where 400 answers it.',
  quiet: 'Cut messages; responses whose request is not in the input.',
  example: ['BYE sip:bob@192.0.2.20 SIP/2.0', 'CSeq: 2 INVITE'],
  recommendation: 'Correct the stack, or the SBC rule that rewrites methods or CSeq.',
  verify: 'Verify: the CSeq of each response is that of its request, and names its method.',
  marks: { signs: ['odd-method', 'odd-cseq'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!message.complete && message.cseq === undefined) cut = true
      const problem = message.kind === 'request' ? wrongIn(message) : undefined
      if (problem) yield faultOf(conversation, message, problem, message.method)
    }
    const known = membersOf(conversation.transactions)
    for (const message of conversation.messages) {
      if (message.kind !== 'response' || known.has(message) || message.cseq === undefined) continue
      const asked = conversation.transactions.filter(
        // A CANCEL has the branch of its INVITE, which need not be in the input (RFC 3261 §9.1).
        ({ method, request: { branch, cseq } }) => cseq && branch === message.branch && method !== 'CANCEL',
      )
      const [first] = asked
      if (message.branch === undefined || !first || asked.some((one) => isAnsweredBy(one, message))) continue
      const { number, method } = first.request.cseq!
      yield faultOf(conversation, message, 'response', `${number} ${method}`)
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ problem, sender, what, cseq, expected }) {
    if (problem === 'number')
      return `CSeq "${cseq}" of the ${what} from ${sender} is 2^31 or more, where some stacks turn negative.`
    if (problem === 'method')
      return `The ${what} from ${sender} has CSeq "${cseq}", which names another method than ${expected}.`
    return `The ${what} from ${sender} has CSeq "${cseq}", while the request with its branch has "${expected}": whoever asked will drop it.`
  },
})

function wrongIn(message: SipMessage): Exclude<Values['problem'], 'response'> | undefined {
  const { cseq, method } = message
  // Numbers beyond 32 bits are not even read.
  if (cseq === undefined) return /^\d{10,}\s/.test(header(message, 'cseq')?.value ?? '') ? 'number' : undefined
  return cseq.method !== method ? 'method' : cseq.number >= CSEQ_END ? 'number' : undefined
}

const membersOf = (transactions: readonly Transaction[]): ReadonlySet<SipMessage> =>
  new Set(transactions.flatMap(({ provisionals, finals }) => [...provisionals, ...finals]))

/** By CSeq; the way it went may be another one. */
const isAnsweredBy = ({ request }: Transaction, { cseq }: SipResponse): boolean =>
  request.cseq?.number === cseq?.number && request.cseq?.method === cseq?.method

function faultOf(
  conversation: SignalingConversation,
  message: SipMessage,
  problem: Values['problem'],
  expected: string,
): Fault<Values> {
  const cseq = header(message, 'cseq')
  const severity = departureWeight(aftermathOf(conversation, message, [400]))
  return {
    values: {
      problem,
      sender: senderText(message),
      what: kindText(message),
      cseq: cseq?.value.slice(0, 60) ?? '',
      expected: expected.slice(0, 60),
    },
    proof: [{ message }, ...(cseq ? [{ message, header: cseq }] : [])],
    scope: [problem, senderName(message)],
    mends: message,
    ...(severity && { severity }),
  }
}
