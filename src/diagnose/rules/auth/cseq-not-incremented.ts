import type { Transaction } from '../../../model/call.ts'
import { header } from '../../../model/message.ts'
import { credentialsOf, isChallenge, seriesOf } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly cseq: number
  readonly status: number | undefined
}

/** How servers refuse a request they take for one they know (RFC 3261 §8.2.2.2). */
const REFUSED_AS_SAME = new Set([400, 482, 500])

export const cseqNotIncremented = rule<'conversation', Values>({
  id: 'auth.cseq-not-incremented',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.1.3.5', 'RFC 3261 §22.2'],
  title: 'Retry with credentials keeps the CSeq',
  examines: 'conversation',
  marks: { statuses: [401, 407] },
  meaning:
    'The request with credentials must have a CSeq one higher. A server may take it for the request it already refused.',
  fires:
    'A request with credentials has the CSeq number of the challenged one, in the same Call-ID and on the same hop. High where it is refused as a duplicate or challenged again.',
  quiet: 'Another Call-ID; retransmissions; the same request on another hop.',
  example: ['CSeq: 1 REGISTER', 'CSeq: 1 REGISTER'],
  recommendation: 'Correct the client: each new request of a Call-ID needs a higher CSeq.',
  verify: 'Verify: the request with credentials has a CSeq one higher than the challenged one.',
  *check({ conversation }) {
    for (const series of seriesOf(conversation)) {
      for (const [index, retry] of series.entries()) {
        const challenged = series[index - 1]
        if (!challenged || !isChallenge(challenged.final) || !isRetry(challenged, retry)) continue
        const [first, again] = [challenged.request.cseq?.number, retry.request.cseq?.number]
        if (first === undefined || again === undefined) {
          yield { insufficient: 'message-cut' }
          continue
        }
        if (first !== again) continue
        const status = retry.final?.status
        yield {
          values: { method: retry.method, cseq: again, status },
          proof: proofOf(challenged, retry),
          scope: [methodScope(retry.method)],
          mends: retry.request,
          ...(status !== undefined &&
            (REFUSED_AS_SAME.has(status) || isChallenge(retry.final)) && { severity: refusedWith(status) }),
        }
        return
      }
    }
  },
  detail: ({ method, cseq, status }) =>
    `The ${method} with credentials has CSeq ${cseq}, as the one that was challenged${status === undefined ? '' : `; it was answered with ${status}`}.`,
})

const refusedWith = (status: number): Weight => ({ level: 'high', because: `The retry was answered with ${status}` })

const isRetry = (challenged: Transaction, { request, method }: Transaction): boolean =>
  method === challenged.method &&
  credentialsOf(request).length > 0 &&
  request.callId === challenged.request.callId &&
  request.fromTag === challenged.request.fromTag &&
  request.branch !== challenged.request.branch

function proofOf(challenged: Transaction, retry: Transaction): readonly [Proof, ...Proof[]] {
  const lines = [challenged, retry].map(({ request }): Proof => {
    const cseq = header(request, 'cseq')
    return cseq ? { message: request, header: cseq } : { message: request }
  })
  return [lines[0]!, lines[1]!, { message: challenged.final! }, ...(retry.final ? [{ message: retry.final }] : [])]
}
