import { failoversOf } from '../../../correlate/attempts.ts'
import type { Transaction } from '../../../model/call.ts'
import { durationText } from '../../facts/durations.ts'
import { isUnanswered } from '../../facts/lost.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { type Proof, rule } from '../../rule.ts'
import { FAILOVER_SHARE, FAILOVER_WHOLE } from '../../thresholds/routing.ts'
import { COSTLY_STEP_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly failed: string
  readonly worked: string
  readonly tries: number
  readonly lostMs: number | undefined
}

export const failoverUsed = rule<'call', Values>({
  id: 'routing.failover-used',
  category: 'routing',
  severity: 'info',
  sources: ['RFC 3263 §4.3', 'RFC 3261 §16.7'],
  title: 'A call went through at another target only',
  examines: 'call',
  about: { methods: ['INVITE'], statuses: [2] },
  issues: ['failover', 'timeout', 'slow'],
  meaning: 'The first target did not take the call, and another one did.',
  fires:
    'An answered call with an earlier try of the same sender at another place that failed or met silence. Low where that cost more than 3 s, medium where more than a tenth of ten calls or more need it.',
  quiet: 'Challenges, redirections and forks that ring together; calls that fail everywhere.',
  example: ['INVITE sip:bob@192.0.2.20 SIP/2.0 (no response)', 'INVITE sip:bob@192.0.2.30 SIP/2.0', 'SIP/2.0 200 OK'],
  recommendation:
    'Look after the first target, and give it up sooner: a few seconds without any response, and OPTIONS pings that take it out of use.',
  recipe: 'timeout',
  verify: 'Verify: the first INVITE is answered.',
  marks: { signs: ['no-invite', 'several-invites'] },
  *check({ call }) {
    const starts = initialInvites(call)
    const worked = starts.find(({ finals }) => finals.some(({ status }) => status < 300))
    if (!worked || failoversOf(starts) === 0) {
      if (!call.invite && call.answer) yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const failed = starts.filter((one) => isStepBefore(one, worked))
    const [first] = failed
    if (!first) return
    const lostUs =
      first.request.at === undefined || worked.request.at === undefined
        ? undefined
        : worked.request.at - first.request.at
    const isCostly = lostUs !== undefined && lostUs > COSTLY_STEP_US
    yield {
      values: {
        failed: first.final ? `${placeOf(first)} answered ${first.final.status}` : `${placeOf(first)} did not answer`,
        worked: placeOf(worked),
        tries: failed.length,
        lostMs: lostUs === undefined ? undefined : lostUs / 1000,
      },
      proof: [
        { message: first.request },
        ...(first.final ? [{ message: first.final } satisfies Proof] : []),
        { message: worked.request },
      ],
      scope: ['failover'],
      mends: first.request,
      ...(isCostly && {
        severity: { level: 'low' as const, because: `It cost the caller ${durationText(lostUs / 1000)}` },
      }),
    }
  },
  weigh: ({ conversations, tally }) =>
    tally.calls >= FAILOVER_WHOLE && conversations > FAILOVER_SHARE * tally.calls
      ? { level: 'medium', because: `${conversations} of ${tally.calls} calls need another target` }
      : undefined,
  detail: ({ failed, worked, tries, lostMs }) =>
    `${failed}${tries > 1 ? ` (${tries} tries in all)` : ''}; ${worked} took the call${lostMs === undefined ? '' : `, ${durationText(lostMs)} later`}.`,
})

const placeOf = ({ request }: Transaction): string => request.destination?.address ?? request.requestUri.slice(0, 120)

/** A try of the same sender that was over, or silent, when the one that worked began. */
function isStepBefore(one: Transaction, worked: Transaction): boolean {
  if (one === worked || one.request.number > worked.request.number || placeOf(one) === placeOf(worked)) return false
  if (one.request.source?.address !== worked.request.source?.address) return false
  const { final } = one
  if (!final) return isUnanswered(one) || one.provisionals.every(({ status }) => status <= 100)
  return final.status >= 400 && final.status !== 401 && final.status !== 407 && final.number < worked.request.number
}
