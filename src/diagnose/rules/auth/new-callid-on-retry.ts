import { header } from '../../../model/message.ts'
import { credentialsOf, isChallenge, seriesOf } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule } from '../../rule.ts'
import { ANSWERS_CHALLENGE_US } from '../../thresholds/auth.ts'

interface Values {
  readonly method: string
  readonly what: 'Call-ID' | 'From tag'
}

export const newCallidOnRetry = rule<'conversation', Values>({
  id: 'auth.new-callid-on-retry',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.1.3.5'],
  title: 'Retry with credentials begins anew',
  examines: 'conversation',
  marks: { statuses: [401, 407] },
  meaning:
    'After a challenge the client should repeat the request with the same Call-ID, To and From. A new Call-ID makes one attempt look like two, to billing and to limits.',
  fires:
    'The request with credentials that follows a challenge within 5 s has another Call-ID (registrations) or another From tag.',
  quiet: 'A registration begun again later; retries that keep both.',
  example: ['Call-ID: 1@192.0.2.10', 'Call-ID: 2@192.0.2.10'],
  recommendation: 'Correct the client: the retry keeps Call-ID and From tag and raises the CSeq.',
  *check({ conversation }) {
    for (const series of seriesOf(conversation)) {
      for (const [index, { request, method }] of series.entries()) {
        const challenged = series[index - 1]
        if (!challenged || !isChallenge(challenged.final) || credentialsOf(request).length === 0) continue
        if (credentialsOf(challenged.request).length > 0) continue
        const [before, after] = [challenged.final.at, request.at]
        if (before === undefined || after === undefined) {
          if (request.callId !== challenged.request.callId) yield { insufficient: 'no-timestamps' }
        } else if (after - before > ANSWERS_CHALLENGE_US) continue
        const what =
          request.callId !== challenged.request.callId
            ? 'Call-ID'
            : request.fromTag !== challenged.request.fromTag
              ? 'From tag'
              : undefined
        if (what === undefined || (what === 'Call-ID' && before === undefined)) continue
        const name = what === 'Call-ID' ? 'call-id' : 'from'
        const proof = [challenged.request, request].map((message): Proof => {
          const line = header(message, name)
          return line ? { message, header: line } : { message }
        })
        yield {
          values: { method, what },
          proof: [proof[0]!, proof[1]!],
          scope: [methodScope(method), what],
          mends: request,
        }
        return
      }
    }
  },
  detail: ({ method, what }) =>
    `The ${method} with credentials that answers the challenge has another ${what} than the challenged one.`,
})
