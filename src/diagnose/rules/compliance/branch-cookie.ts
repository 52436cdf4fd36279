import { hasCookie } from '../../../decode/sip/faults/via.ts'
import type { Transaction } from '../../../model/call.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { capital, kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly reused: boolean
  readonly sender: string
  readonly branch: string
  readonly what: string
  readonly other: string
}

export const branchCookie = rule<'conversation', Values>({
  id: 'compliance.branch-cookie',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.1.1.7', 'RFC 3261 §17.2.3'],
  title: 'Via branch without the magic cookie',
  examines: 'conversation',
  meaning:
    'The branch of the top Via tells transactions apart. It begins with z9hG4bK, and each request has its own; else proxies mix them up.',
  fires:
    'A request whose top Via has no branch, or one that does not begin with z9hG4bK. Medium where one branch serves two transactions, low again where both were answered well, high where 482 says they were taken for one.',
  quiet: 'ACK and CANCEL, which may share the branch of their INVITE; retransmissions; cut messages.',
  example: ['Via: SIP/2.0/UDP 192.0.2.10:5060;branch=1234'],
  recommendation: 'Upgrade the client: it writes Vias as they were before RFC 3261.',
  verify: 'Verify: every new request of it has a new branch that begins with z9hG4bK.',
  marks: { signs: ['odd-branch', 'cut'] },
  *check({ conversation }) {
    let cut = false
    for (const { request } of conversation.transactions) {
      if (hasCookie(request.branch)) continue
      const via = header(request, 'via')
      if (!request.complete || !via) cut = true
      else
        yield {
          values: valuesOf(request, ''),
          proof: [{ message: request, header: via }, { message: request }],
          scope: ['cookie', senderName(request)],
          mends: request,
        }
    }
    const reuse = firstReuse(conversation)
    if (reuse) {
      const [first, second] = reuse
      yield {
        values: { ...valuesOf(second.request, kindText(first.request)), reused: true },
        title: 'Via branch used again for another request',
        proof: [...viaProof(first.request), ...viaProof(second.request), { message: second.request }],
        scope: ['reused', senderName(second.request)],
        severity: weigh(conversation, first, second),
        mends: second.request,
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ reused, sender, branch, what, other }) =>
    reused
      ? `${capital(sender)} sent ${what} with branch ${branch}, which it had used for ${other} before: a server may take the one for the other and answer or drop it wrongly.`
      : `The top Via of the ${what} from ${sender} has ${branch === '' ? 'no branch' : `branch "${branch}"`}, without the z9hG4bK of RFC 3261: servers must compare many headers to match it, and old rules apply.`,
  advise: ({ reused }) =>
    reused
      ? 'Let the client, or the test script, make a new branch for each new request, also for the one with credentials.'
      : 'Upgrade the client: it writes Vias as they were before RFC 3261.',
})

const valuesOf = (request: SipRequest, other: string): Values => ({
  reused: false,
  sender: senderText(request),
  branch: request.branch?.slice(0, 60) ?? '',
  what: kindText(request),
  other,
})

function viaProof(message: SipRequest): readonly [Proof] | readonly [Proof, Proof] {
  const via = header(message, 'via')
  return via ? [{ message, header: via }] : [{ message }]
}

type Reuse = readonly [first: Transaction, second: Transaction]

/** Transactions with one branch and another CSeq; a CANCEL shares that of its INVITE by right (RFC 3261 §9.1). */
function firstReuse({ transactions }: SignalingConversation): Reuse | undefined {
  if (transactions.length < 2) return undefined
  const seen = new Map<string, Transaction>()
  for (const transaction of transactions) {
    const { branch } = transaction.request
    if (branch === undefined || transaction.method === 'CANCEL' || !hasCookie(branch)) continue
    const first = seen.get(branch)
    if (first === undefined) seen.set(branch, transaction)
    else if (isAnother(first, transaction)) return [first, transaction]
  }
  return undefined
}

const isAnother = (a: Transaction, b: Transaction): boolean =>
  (a.method !== b.method || a.request.cseq?.number !== b.request.cseq?.number) &&
  topVia(a.request)?.host === topVia(b.request)?.host

function weigh({ messages }: SignalingConversation, first: Transaction, second: Transaction): Weight {
  if (messages.some((message) => message.kind === 'response' && message.status === 482))
    return { level: 'high', because: 'A server took the two for one: 482' }
  const works = first.final !== undefined && second.final !== undefined && second.final.status < 300
  return works
    ? { level: 'low', because: 'Both requests were told apart and answered' }
    : { level: 'medium', because: 'One branch serves two requests' }
}
