import { challengesOf, isChallenge, type Rejection, rejectionsIn, seriesOf } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule } from '../../rule.ts'
import { STALE_CHALLENGES } from '../../thresholds/auth.ts'

interface Values {
  readonly method: string
  readonly realm: string
  readonly tries: number
}

export const staleLoop = rule<'conversation', Values>({
  id: 'auth.stale-loop',
  category: 'auth',
  severity: 'medium',
  sources: ['RFC 7616 §3.3', 'RFC 3261 §22.2'],
  title: 'Nonces are stale as soon as they are used',
  examines: 'conversation',
  marks: { statuses: [401, 407] },
  explains: ['reg.failed', 'signaling.call-failed'],
  observed: true,
  meaning:
    'The server refuses each nonce as too old (stale=true), though the client answers at once: the nonce lives shorter than a round trip, or another node issued it.',
  fires: `${STALE_CHALLENGES} or more challenges with stale=true follow each other for one request.`,
  quiet: 'One stale challenge, which is how nonces are renewed.',
  example: ['WWW-Authenticate: Digest realm="pbx.example.com", nonce="…", stale=true'],
  recommendation:
    'Raise the lifetime of nonces on the server, and let all nodes of a cluster share the secret they are made with.',
  recipe: 'auth',
  verify: 'Verify: the first request with the new nonce is accepted.',
  *check({ conversation }) {
    for (const series of seriesOf(conversation)) {
      if (series.some(({ final }) => isChallenge(final) && !final.complete && challengesOf(final).length === 0))
        yield { insufficient: 'message-cut' }
      const stale: Rejection[] = []
      for (const one of rejectionsIn(series)) {
        if (one.stale) stale.push(one)
        else stale.length = 0
      }
      const last = stale.at(-1)
      if (!last || stale.length < STALE_CHALLENGES) continue
      const proof = stale
        .slice(0, 4)
        .flatMap(({ response, challenge }): Proof[] => [
          { message: response },
          { message: response, header: challenge.header },
        ])
      yield {
        values: { method: last.request.method, realm: last.realm.slice(0, 100), tries: stale.length },
        proof: [proof[0]!, ...proof.slice(1)],
        scope: [methodScope(last.request.method), last.realm],
        mends: last.response,
      }
      return
    }
  },
  detail: ({ method, realm, tries }) =>
    `${tries} times in a row the ${method} with a fresh nonce for realm "${realm}" was challenged again with stale=true.`,
})
