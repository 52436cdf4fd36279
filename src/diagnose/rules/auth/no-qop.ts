import { digestOf } from '../../../decode/sip/auth.ts'
import { challengesOf, isChallenge } from '../../facts/auth-series.ts'
import { rule } from '../../rule.ts'

export const noQop = rule<'conversation', Record<never, never>>({
  id: 'auth.no-qop',
  category: 'security',
  severity: 'low',
  sources: ['RFC 7616 §3.3', 'RFC 3261 §22.4'],
  title: 'Digest challenge without qop',
  examines: 'conversation',
  posture: true,
  marks: { statuses: [401, 407] },
  meaning:
    'Without qop the client adds neither a nonce of its own nor a count (the mode of RFC 2069): an overheard answer can be used again.',
  fires: 'A digest challenge carries no qop.',
  quiet: 'Challenges with qop="auth" or "auth-int".',
  example: ['WWW-Authenticate: Digest realm="pbx.example.com", nonce="…", algorithm=MD5'],
  recommendation: 'Let the server send qop="auth" in its challenges.',
  *check({ conversation }) {
    for (const { final } of conversation.transactions) {
      if (!isChallenge(final)) continue
      const challenges = challengesOf(final)
      if (challenges.length === 0 && !final.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      const bare = challenges.find(({ auth }) => digestOf(auth)?.qop.length === 0)
      if (!bare) continue
      yield { values: {}, proof: [{ message: final, header: bare.header }], scope: [], mends: final }
      return
    }
  },
  detail: () =>
    'The challenge has no qop, so the answer carries no nonce count and can be replayed while the nonce lives.',
})
