import { digestOf } from '../../../decode/sip/auth.ts'
import { challengesOf, isChallenge } from '../../facts/auth-series.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly header: string
}

export const md5Only = rule<'conversation', Values>({
  id: 'auth.md5-only',
  category: 'security',
  severity: 'low',
  sources: ['RFC 8760 §2', 'RFC 7616 §3.2'],
  title: 'Digest challenges offer only MD5',
  examines: 'conversation',
  posture: true,
  marks: { statuses: [401, 407] },
  meaning:
    'MD5 digests that were overheard can be tried against word lists at great speed. SHA-256 is the algorithm RFC 8760 asks for; MD5 alone is still the usual case.',
  fires: 'A digest challenge offers no algorithm but MD5.',
  quiet: 'Challenges that offer SHA-256 or SHA-512-256 as well.',
  example: ['WWW-Authenticate: Digest realm="pbx.example.com", nonce="…"'],
  recommendation: 'Offer SHA-256 first and MD5 for old clients, and carry signalling over TLS.',
  recipe: 'digest',
  *check({ conversation }) {
    for (const { final } of conversation.transactions) {
      if (!isChallenge(final)) continue
      const challenges = challengesOf(final)
      if (challenges.length === 0 && !final.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      const digests = challenges.flatMap(({ auth }) => digestOf(auth) ?? [])
      if (digests.length === 0 || digests.some(({ algorithm }) => algorithm !== 'MD5')) continue
      yield {
        values: { header: challenges[0]!.header.name },
        proof: [{ message: final, header: challenges[0]!.header }],
        scope: [],
        mends: final,
      }
      return
    }
  },
  detail: () => 'The challenge offers MD5 and nothing else, so a digest that was overheard can be guessed offline.',
})
