import { headerValues } from '../../../decode/sip/values.ts'
import type { Transaction } from '../../../model/call.ts'
import { header, headers, type SipRequest } from '../../../model/message.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { HOPS_LEFT, INITIAL_HOPS } from '../../thresholds/routing.ts'

interface Values {
  readonly method: string
  readonly left: number | undefined
  readonly hops: number
  readonly what: 'exhausted' | 'few' | 'unusual'
  readonly refused: boolean
}

export const maxForwardsExhausted = rule<'conversation', Values>({
  id: 'routing.max-forwards-exhausted',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §8.1.1.6', 'RFC 3261 §16.3', 'RFC 3261 §20.22'],
  title: 'Max-Forwards runs out',
  examines: 'conversation',
  about: { headers: ['max-forwards'] },
  explains: ['routing.response-482-483', 'reg.failed', 'signaling.call-failed'],
  issues: ['483', 'loop', 'hops'],
  meaning: 'Every server takes one off Max-Forwards; at 0 the request must not be sent on.',
  fires:
    'A request arrives with Max-Forwards 0, or ends with 483. Medium where three or fewer are left; low where it was let in all the same; info where a client begins with another value than 70.',
  quiet:
    'OPTIONS, by which servers ask their neighbour only; the beginning of a CANCEL, which each hop makes anew; requests with hops to spare.',
  example: ['Max-Forwards: 0', 'SIP/2.0 483 Too Many Hops'],
  recommendation:
    'Look for a loop first: the Via lines show whom the request has passed. Where there is none, let the client begin with 70.',
  verify: 'Verify: the request arrives with Max-Forwards well above 0.',
  marks: [{ signs: ['odd-hops'] }, { statuses: [483] }],
  *check({ conversation }) {
    let [unusual, worst]: (Transaction | undefined)[] = []
    let cut = false
    for (const transaction of conversation.transactions) {
      const { request, method, final } = transaction
      if (method === 'OPTIONS' || method === 'ACK') continue
      const left = hopsLeft(request)
      cut ||= left === undefined && !request.complete
      if (final?.status === 483 || (left ?? INITIAL_HOPS) <= HOPS_LEFT) worst = worse(worst, transaction)
      else if (
        method !== 'CANCEL' &&
        left !== undefined &&
        left !== INITIAL_HOPS &&
        headers(request, 'via').length === 1
      )
        unusual ??= transaction
    }
    if (worst) {
      yield exhausted(worst, conversation)
      return
    }
    if (unusual) yield begunWith(unusual)
    else if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ method, left, hops, what, refused }) {
    if (what === 'unusual') return `The ${method} begins with Max-Forwards ${left}; 70 is usual.`
    const passed = hops > 0 ? `, after ${hops} ${hops === 1 ? 'server' : 'servers'}` : ''
    if (!refused) return `The ${method} has ${left} hop${left === 1 ? '' : 's'} left${passed}.`
    if (left === undefined) return `The ${method} was refused with 483${passed}.`
    if (left <= HOPS_LEFT) return `The ${method} was refused with 483: Max-Forwards ${left}${passed}.`
    return `The ${method} was refused with 483, yet had Max-Forwards ${left} here${passed}: it ran out further on.`
  },
  advise: ({ what }) =>
    what === 'unusual'
      ? ''
      : 'Look for a loop first: the Via lines show whom the request has passed. Where there is none, let the client begin with 70.',
})

const hopsLeft = (request: SipRequest): number | undefined => headerValues(request, 'max-forwards')[0]

function proofOf({ request, final }: Transaction): readonly [Proof, ...Proof[]] {
  const line = header(request, 'max-forwards')
  return [
    ...(line ? [{ message: request, header: line }] : []),
    { message: request },
    ...(final ? [{ message: final }] : []),
  ] as [Proof, ...Proof[]]
}

/** The one with fewer hops left; a 483 counts where neither is seen to run out. */
function worse(one: Transaction | undefined, other: Transaction): Transaction {
  if (!one) return other
  return (hopsLeft(other.request) ?? INITIAL_HOPS) < (hopsLeft(one.request) ?? INITIAL_HOPS) ? other : one
}

function exhausted(transaction: Transaction, conversation: SignalingConversation) {
  const { request, method, final } = transaction
  const left = hopsLeft(request)
  const refused = final?.status === 483
  const severity = weigh(transaction, left, conversation)
  return {
    values: {
      method,
      left,
      refused,
      hops: headers(request, 'via').length - 1,
      what: left === 0 ? 'exhausted' : 'few',
    } as const,
    proof: proofOf(transaction),
    scope: [methodScope(method), refused || left === 0 ? 'exhausted' : 'few'],
    title: refused || left === 0 ? 'Max-Forwards ran out' : 'Max-Forwards has nearly run out',
    ...(severity && { severity }),
  }
}

function weigh(
  { final }: Transaction,
  left: number | undefined,
  conversation: SignalingConversation,
): Weight | undefined {
  if (final?.status === 483) return undefined
  const isLetIn =
    (final !== undefined && final.status < 300) || (conversation.kind === 'call' && conversation.answer !== undefined)
  if (isLetIn) return { level: 'low', because: 'The request was accepted all the same' }
  return left === 0 ? undefined : { level: 'medium', because: `${left} left: a server more and it ends` }
}

function begunWith(transaction: Transaction) {
  const left = hopsLeft(transaction.request)!
  return {
    values: { method: transaction.method, left, refused: false, hops: 0, what: 'unusual' } as const,
    proof: proofOf({ ...transaction, final: undefined }),
    scope: ['unusual', String(left)],
    title: 'Unusual Max-Forwards',
    severity: { level: 'info', because: 'RFC 3261 §8.1.1.6 only recommends 70' } satisfies Weight,
    mends: transaction.request,
  }
}
