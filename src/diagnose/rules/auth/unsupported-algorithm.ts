import { digestOf } from '../../../decode/sip/auth.ts'
import {
  type Credentials,
  challengesOf,
  credentialsOf,
  isChallenge,
  seriesOf,
  succeeded,
} from '../../facts/auth-series.ts'
import { isScanned } from '../../facts/scanner.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly offered: string
  readonly known: boolean
  readonly method: string
}

/** What RFC 7616, RFC 8760, RFC 3310 and RFC 4169 define. */
const KNOWN = new Set(['MD5', 'SHA-256', 'SHA-512-256', 'AKAv1-MD5', 'AKAv2-MD5'])

export const unsupportedAlgorithm = rule<'conversation', Values>({
  id: 'auth.unsupported-algorithm',
  category: 'auth',
  severity: 'high',
  sources: ['RFC 8760 §2', 'RFC 7616 §3.3', 'RFC 3261 §22.4'],
  title: 'Digest algorithm of the challenge is not supported',
  examines: 'conversation',
  marks: { statuses: [401, 407] },
  explains: ['auth.no-credentials-sent', 'reg.failed', 'signaling.call-failed'],
  observed: true,
  meaning: 'The server offers only digest algorithms that the client does not know, so it cannot answer the challenge.',
  fires:
    'Every algorithm offered is unknown to the standards; or none of them is MD5 and the client sends no credentials.',
  quiet: 'MD5 among those offered; a client that answers; scanners.',
  example: ['WWW-Authenticate: Digest realm="pbx.example.com", algorithm=SHA-256, nonce="…"'],
  recommendation:
    'Let the server offer SHA-256 and MD5, each in a challenge of its own, until all clients know SHA-256.',
  recipe: 'digest',
  verify: 'Verify: the client answers with an algorithm that was offered.',
  *check({ conversation }) {
    if (isScanned(conversation.messages)) return
    for (const series of seriesOf(conversation)) {
      if (series.some(succeeded)) continue
      const challenged = series.filter(({ final }) => isChallenge(final))
      const last = challenged.at(-1)
      const offers = last?.final ? challengesOf(last.final) : []
      if (!last || offers.length === 0) {
        if (last?.final && !last.final.complete) yield { insufficient: 'message-cut' }
        continue
      }
      const algorithms = offers.flatMap(({ auth }) => digestOf(auth)?.algorithm ?? [])
      if (algorithms.length === 0 || algorithms.includes('MD5')) continue
      const known = algorithms.some((name) => KNOWN.has(name))
      const answered = series.some(({ request }) => credentialsOf(request).length > 0)
      if (known && answered) continue
      const lines = offers.map(({ header }: Credentials) => ({ message: last.final!, header }))
      yield {
        values: { offered: algorithms.join(', ').slice(0, 100), known, method: last.method },
        proof: [{ message: last.final! }, ...lines],
        scope: [...new Set(algorithms)],
        mends: last.final!,
        ...(known && { confidence: 0.7 }),
      }
      return
    }
  },
  detail: ({ offered, known, method }) =>
    known
      ? `The challenge to ${method} offers ${offered} and not MD5, and the client answers with no credentials at all: it probably knows only MD5.`
      : `The challenge to ${method} offers ${offered}, which is no algorithm of RFC 7616 or RFC 8760.`,
})
