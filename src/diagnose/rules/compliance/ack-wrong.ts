import { hasCookie } from '../../../decode/sip/faults/via.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { Endpoint } from '../../../model/endpoint.ts'
import { header, type SipMessage, type SipRequest } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

type Problem = 'branch' | 'target' | 'same-branch' | 'cseq'

interface Values {
  readonly problem: Problem
  readonly sender: string
  readonly status: number
  readonly ack: string
  readonly invite: string
}

export const ackWrong = rule<'call', Values>({
  id: 'compliance.ack-wrong',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §17.1.1.3', 'RFC 3261 §13.2.2.4'],
  title: 'ACK does not fit its INVITE',
  examines: 'call',
  explains: [
    'signaling.ack-missing-2xx',
    'signaling.ack-missing-non2xx',
    'signaling.2xx-retransmitted',
    'signaling.drop-32s',
  ],
  meaning:
    'The ACK of a refusal repeats Request-URI and branch of its INVITE; that of a 2xx has a branch of its own. Both repeat the CSeq number. Else it is not recognised.',
  fires:
    'On one hop, an ACK to a refusal with another branch or Request-URI than the INVITE; an ACK to a 2xx in the branch of the INVITE; an ACK with another CSeq number. Low where the response is not sent again.',
  quiet: 'ACKs on other hops; old clients without the magic cookie; cut messages; the retry after a challenge.',
  example: ['INVITE sip:bob@192.0.2.20 SIP/2.0', 'CSeq: 2 INVITE', 'SIP/2.0 200 OK', 'CSeq: 1 ACK'],
  recommendation: 'Correct the client: CSeq number and, after a refusal, branch and Request-URI come from the INVITE.',
  verify: 'Verify: the final response is sent once, and the ACK follows.',
  about: { methods: ['INVITE'] },
  marks: { methods: ['ACK'], signs: ['odd-ack', 'cut'] },
  *check({ call }) {
    let cut = false
    const joined = new Set<SipMessage>()
    for (const transaction of invitesOf(call)) {
      for (const ack of transaction.acks) {
        joined.add(ack)
        if (!ack.complete) cut = true
        const problem = ack.complete ? problemOf(ack, transaction, call) : undefined
        if (problem) yield faultOf(problem, ack, transaction)
      }
    }
    for (const ack of call.messages) {
      if (ack.kind !== 'request' || ack.method !== 'ACK' || joined.has(ack) || !ack.complete) continue
      const meant = meantBy(ack, call)
      if (meant) yield faultOf('cseq', ack, meant)
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ problem, sender, status, ack, invite }) {
    const what = `The ACK from ${sender} to ${status}`
    if (problem === 'branch')
      return `${what} has branch ${ack}, its INVITE ${invite}: a server by the letter does not match it and sends the response again.`
    if (problem === 'target') return `${what} goes to ${ack}, its INVITE went to ${invite}.`
    if (problem === 'same-branch')
      return `${what} has the branch of its INVITE, ${invite}: a proxy may swallow it as part of the transaction that is over.`
    return `${what} has CSeq "${ack}", the INVITE "${invite}": it acknowledges nothing.`
  },
  advise: ({ problem }) =>
    problem === 'same-branch'
      ? 'Correct the client: the ACK of a 2xx is a request of its own and gets a new branch.'
      : problem === 'cseq'
        ? 'Correct the client: the ACK repeats the CSeq number of the INVITE it acknowledges.'
        : 'Correct the client, or the SBC rule that rewrites the ACK: Request-URI and top Via come from the INVITE.',
})

const invitesOf = (call: Call): readonly Transaction[] => call.transactions.filter(({ method }) => method === 'INVITE')

function problemOf(
  ack: SipRequest,
  { request, final, hop }: Transaction,
  call: Call,
): Exclude<Problem, 'cseq'> | undefined {
  if (!final || !isSameWay(ack, request) || !hasCookie(request.branch) || !hasCookie(ack.branch)) return undefined
  if (final.status < 300) return ack.branch === request.branch ? 'same-branch' : undefined
  // The ACK of another branch's 2xx may be taken for this one's.
  const isForked = call.transactions.some(
    (other) => other.hop === hop && other.request !== request && other.request.cseq?.number === request.cseq?.number,
  )
  if (isForked) return undefined
  if (ack.branch !== request.branch) return 'branch'
  return ack.requestUri === request.requestUri ? undefined : 'target'
}

const isSameWay = (a: SipRequest, b: SipRequest): boolean =>
  a.source && a.destination && b.source && b.destination
    ? isSame(a.source, b.source) && isSame(a.destination, b.destination)
    : topVia(a)?.host === topVia(b)?.host

const isSame = (a: Endpoint, b: Endpoint): boolean => a.address === b.address && a.port === b.port

/** The INVITE whose answer an ACK with a strange CSeq names by both tags, where nothing else acknowledged it. */
const meantBy = (ack: SipRequest, call: Call): Transaction | undefined =>
  invitesOf(call).find(
    ({ request, final, acks }) =>
      acks.length === 0 &&
      final !== undefined &&
      final.number < ack.number &&
      final.toTag !== undefined &&
      final.toTag === ack.toTag &&
      request.fromTag === ack.fromTag &&
      request.cseq?.number !== ack.cseq?.number &&
      isSameWay(ack, request),
  )

function faultOf(problem: Problem, ack: SipRequest, { request, finals }: Transaction) {
  const final = finals[0]!
  const [name, pair] =
    problem === 'cseq'
      ? (['cseq', [header(ack, 'cseq')?.value, header(request, 'cseq')?.value]] as const)
      : problem === 'target'
        ? (['via', [ack.requestUri, request.requestUri]] as const)
        : (['via', [ack.branch, request.branch]] as const)
  const lines = [ack, request].flatMap((message): Proof[] => {
    const found = header(message, name)
    return problem === 'target' || !found ? [] : [{ message, header: found }]
  })
  const severity: Weight | undefined =
    finals.length === 1 ? { level: 'low', because: 'The response was not sent again' } : undefined
  const proof: readonly [Proof, ...Proof[]] = [{ message: ack }, { message: request }, { message: final }, ...lines]
  return {
    values: {
      problem,
      sender: senderText(ack),
      status: final.status,
      ack: pair[0]?.slice(0, 100) ?? '',
      invite: pair[1]?.slice(0, 100) ?? '',
    },
    proof,
    scope: [problem, senderName(ack)],
    mends: ack,
    ...(severity && { severity }),
  }
}
