import { inPrefixes } from '../../../model/address.ts'
import type { Attempt } from '../../attempt-log.ts'
import { floodOf } from '../../facts/floods.ts'
import { ATTACK_EXCUSES, activitiesOf, attemptProof, callsOf, mostVaried } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import {
  CALLERS_AT_ONCE,
  CALLERS_AT_ONCE_US,
  COMPLETED_SHARE,
  FLOOD_MIN_REQUESTS,
  INVITES_PER_SECOND,
  SOURCES_TOLD,
} from '../../thresholds/security.ts'

interface Values {
  readonly kind: 'source' | 'callee'
  /** The host that sends them, or the user that is called. */
  readonly who: string
  readonly calls: number
  readonly seconds: number
  readonly completed: number
}

export const inviteFlood = rule<'capture', Values>({
  id: 'security.invite-flood',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §26.1.5', 'chosen by us: 100 INVITE a second of one source, 20 callers of one user within 10 s'],
  title: 'Flood of calls',
  examines: 'capture',
  excuses: ATTACK_EXCUSES,
  issues: ['attack', 'flood', 'overload'],
  meaning: 'So many calls are begun at once that others cannot get through.',
  fires:
    'More than 100 INVITE a second of one host, or 300 and more at ten times its usual rate, of which fewer than a fifth ring or are answered; 20 different callers of one user within 10 s, of whom fewer than a fifth are answered.',
  quiet:
    'Calls that get on, as those of call centres and load tests do. Low where many callers of one number are answered: hunt groups, televoting. Sources that the policy lists for tests.',
  example: ['150 INVITE within one second from 198.51.100.66; 0 of 900 rang or were answered'],
  recommendation:
    'Limit calls per second and per source at the edge, and ask the carrier to hold back calls to that number.',
  recipe: 'scan',
  verify: 'Verify: calls of others to the same destination get through.',
  *check({ capture, tally }, { options }) {
    const tests = options.policy?.testSources ?? []
    const all = activitiesOf(tally).filter(({ host }) => !inPrefixes(host, tests))
    const invites = new Map(all.map((one) => [one.host, one.attempts.filter(({ method }) => method === 'INVITE')]))
    const some = [...invites.values()].some((calls) => calls.length >= CALLERS_AT_ONCE)
    if (!capture.timed) {
      if (some) yield { insufficient: 'no-timestamps' }
      return
    }
    let told = 0
    for (const [host, calls] of invites) {
      if (calls.length <= Math.min(INVITES_PER_SECOND, FLOOD_MIN_REQUESTS) || told >= SOURCES_TOLD) continue
      const flood = floodOf(calls.filter(isTimedCall), INVITES_PER_SECOND)
      const completed = calls.filter(({ progressed }) => progressed).length
      if (!flood || completed >= COMPLETED_SHARE * calls.length) continue
      told++
      yield {
        values: { kind: 'source', who: host, calls: flood.perSecond, seconds: 1, completed },
        proof: attemptProof(
          flood.attempts,
          calls,
          `${flood.perSecond} INVITE within one second from ${host}; ${completed} of ${calls.length} rang or were answered`,
        ),
        scope: ['source', host],
        sources: [host],
        calls: callsOf(flood.attempts),
      }
    }
    const byUser = Map.groupBy([...invites.values()].flat().filter(isTimedCall), ({ user }) => user)
    for (const [user, calls] of byUser) {
      if (user === '' || calls.length < CALLERS_AT_ONCE || told >= SOURCES_TOLD) continue
      const ordered = calls.toSorted((a, b) => a.at! - b.at!)
      const { values: callers, attempts } = mostVaried(ordered, CALLERS_AT_ONCE_US, ({ caller }) => caller)
      if (callers.size < CALLERS_AT_ONCE) continue
      told++
      const completed = attempts.filter(isAnswered).length
      yield {
        values: { kind: 'callee', who: user.slice(0, 40), calls: callers.size, seconds: 10, completed },
        proof: attemptProof(
          attempts,
          ordered,
          `${callers.size} callers of one user within 10 s; ${completed} of ${attempts.length} calls were answered`,
        ),
        scope: ['callee'],
        calls: callsOf(attempts),
        ...(completed >= COMPLETED_SHARE * attempts.length && {
          severity: { level: 'low', because: 'They are answered, as by a hunt group' } as const,
        }),
      }
    }
  },
  detail: ({ kind, who, calls, seconds, completed }) =>
    kind === 'source'
      ? `${who} sent ${calls} INVITE within one second; ${completed} of its calls rang or were answered.`
      : `${who} was called by ${calls} different callers within ${seconds} s; ${completed} of these calls were answered.`,
})

const isTimedCall = ({ at }: Attempt): boolean => at !== undefined
const isAnswered = ({ status }: Attempt): boolean => status >= 200 && status < 300
