import { digestOf } from '../../../decode/sip/auth.ts'
import type { Transaction } from '../../../model/call.ts'
import { type Credentials, credentialsOf, param } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { rule } from '../../rule.ts'
import { NONCE_LIFETIME_US } from '../../thresholds/auth.ts'

interface Values {
  readonly how: 'count' | 'age'
  readonly count: number | undefined
  readonly minutes: number | undefined
}

export const nonceReuse = rule<'conversation', Values>({
  id: 'auth.nonce-reuse',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 7616 §5.4', 'RFC 7616 §3.4'],
  title: 'A used nonce is accepted again',
  examines: 'conversation',
  marks: { headers: ['authorization', 'proxy-authorization'] },
  meaning:
    'The server accepts credentials that were used before, so somebody who overhears one request can send another.',
  fires:
    'Two requests on one hop are accepted with the same nonce and a count (nc) that did not rise; or one nonce is accepted for more than an hour.',
  quiet: 'Retransmissions, the same request on another hop, and rising counts; credentials without nc.',
  example: ['Authorization: Digest nonce="abc", nc=00000001, …', 'Authorization: Digest nonce="abc", nc=00000001, …'],
  recommendation: 'Let the server check that nc rises, and give nonces a lifetime of minutes.',
  *check({ conversation }) {
    const last = new Map<string, Use>()
    for (const use of usesIn(conversation.transactions)) {
      const before = last.get(use.slot)
      last.set(use.slot, before && before.count >= use.count ? before : use)
      if (!before) continue
      const span = timeBetween(before, use)
      if (span === undefined) yield { insufficient: 'no-timestamps' }
      const how = use.count <= before.count ? 'count' : (span ?? 0) > NONCE_LIFETIME_US ? 'age' : undefined
      if (how === undefined) continue
      yield {
        values: { how, count: use.count, minutes: span === undefined ? undefined : Math.round(span / 60_000_000) },
        proof: [
          { message: before.transaction.request, header: before.sent.header },
          { message: use.transaction.request, header: use.sent.header },
          { message: use.transaction.final! },
        ],
        scope: [how, methodScope(use.transaction.method)],
        mends: use.transaction.final!,
      }
      return
    }
  },
  detail: ({ how, count, minutes }) =>
    how === 'count'
      ? `Two requests with the same nonce and nc ${count} were both accepted.`
      : `One nonce was accepted for ${minutes} minutes.`,
})

interface Use {
  readonly slot: string
  readonly count: number
  readonly sent: Credentials
  readonly transaction: Transaction
}

/** Accepted credentials with a count, by hop and nonce. A request forwarded with its credentials has another CSeq in no way: it is one. */
function* usesIn(transactions: readonly Transaction[]): Iterable<Use> {
  const seen = new Set<string>()
  for (const transaction of transactions) {
    const { final, request, hop } = transaction
    if (!final || final.status >= 300) continue
    for (const sent of credentialsOf(request)) {
      const count = digestOf(sent.auth)?.nonceCount
      const same = `${request.callId}|${request.cseq?.number}|${param(sent, 'response')}`
      if (count === undefined || seen.has(same)) continue
      seen.add(same)
      yield { slot: `${hop}|${param(sent, 'nonce')}`, count, sent, transaction }
    }
  }
}

function timeBetween(a: Use, b: Use): number | undefined {
  const [from, to] = [a.transaction.request.at, b.transaction.request.at]
  return from === undefined || to === undefined ? undefined : to - from
}
