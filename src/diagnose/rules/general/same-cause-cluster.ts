import type { CaptureFacts } from '../../../model/call.ts'
import type { Attempt } from '../../attempt-log.ts'
import { isAnswered } from '../../facts/fraud.ts'
import { attackersOf, attemptProof, callsOf } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import type { Tally } from '../../tally.ts'
import { CLUSTER_MIN_ALIKE, CLUSTER_MIN_FAILURES, CLUSTER_SHARE } from '../../thresholds/general.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly to: string
  /** 0 for silence. */
  readonly status: number
  readonly alike: number
  readonly failures: number
}

export const sameCauseCluster = rule<'capture', Values>({
  id: 'general.same-cause-cluster',
  category: 'general',
  severity: 'info',
  sources: ['RFC 6076 §4.8', 'chosen by us: half of five and more failed calls'],
  title: 'Most failed calls failed alike',
  examines: 'capture',
  issues: ['failing', 'rejected'],
  meaning: 'The failed calls of the input have one host and one answer in common: one cause, most likely.',
  fires:
    'Half or more of at least five failed calls, three at least, got the same final response from the same host, or none.',
  quiet: 'Fewer failed calls; busy, declined, cancelled and unanswered calls; what scanners and the like are refused.',
  example: ['31 of 40 failed calls: 503 from 203.0.113.9'],
  recommendation: 'Mend that one first.',
  *check({ capture, tally }) {
    const { failures, open } = failuresOf(tally, capture)
    if (failures.length < CLUSTER_MIN_FAILURES) {
      if (failures.length + open >= CLUSTER_MIN_FAILURES)
        yield { insufficient: capture.timed ? 'ends-mid-dialog' : 'no-timestamps' }
      return
    }
    const clusters = Map.groupBy(failures, ({ target, status }) => `${status} ${target}`)
    const [alike = []] = [...clusters.values()].sort((a, b) => b.length - a.length)
    if (alike.length < CLUSTER_MIN_ALIKE || alike.length < CLUSTER_SHARE * failures.length) return
    const { target, status } = alike[0]!
    const share = `${alike.length} of ${failures.length} failed calls`
    yield {
      values: { to: target, status, alike: alike.length, failures: failures.length },
      title: `${share} failed alike`,
      proof: attemptProof(alike, failures, `${share}: ${status === 0 ? 'no response' : status} from ${target}`),
      scope: [target, String(status)],
      calls: callsOf(alike),
    }
  },
  detail: ({ to, status, alike, failures }) =>
    `${alike} of ${failures} failed calls were sent to ${to === '' ? 'one host' : to} and got ${status === 0 ? 'no response' : `the answer ${status}`}.`,
})

/** How users end calls that were tried: busy, declined, cancelled, not there. */
const OUTCOMES: ReadonlySet<number> = new Set([408, 480, 486, 487, 600, 603])

/** The last try of each call that failed, and how many may still be answered. */
function failuresOf(
  tally: Tally,
  { lastAt }: CaptureFacts,
): { readonly failures: readonly Attempt[]; readonly open: number } {
  const attackers = attackersOf(tally)
  const last = new Map<number, Attempt>()
  for (const one of tally.attempts)
    if (one.method === 'INVITE' && !attackers.has(one.source)) last.set(one.conversation, one)
  const failures: Attempt[] = []
  let open = 0
  for (const one of last.values()) {
    const { status, progressed, at } = one
    if (isAnswered(one) || (status >= 300 && status < 400) || OUTCOMES.has(status)) continue
    if (status !== 0) failures.push(one)
    else if (progressed) continue
    else if (at !== undefined && lastAt !== undefined && lastAt - at >= TIMER_B_US) failures.push(one)
    else open++
  }
  return { failures, open }
}
