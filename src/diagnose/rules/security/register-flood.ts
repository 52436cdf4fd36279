import { floodOf } from '../../facts/floods.ts'
import { ATTACK_EXCUSES, attemptProof, isTimed, strangersOf } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import { FLOOD_MIN_REQUESTS, REGISTERS_PER_SECOND, SOURCES_TOLD, STORM_SHARE } from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly requests: number
  readonly perSecond: number
  readonly users: number
  readonly succeeded: number
}

export const registerFlood = rule<'capture', Values>({
  id: 'security.register-flood',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §26.1.5', 'chosen by us: 50 REGISTER a second, or ten times the usual of a source'],
  title: 'Flood of REGISTER',
  examines: 'capture',
  excuses: ATTACK_EXCUSES,
  issues: ['attack', 'flood', 'overload'],
  meaning: 'One host sends more registrations than a registrar is made for.',
  fires:
    'More than 50 REGISTER a second from one host, or 300 and more at ten times its usual rate, of whose users fewer than half get registered.',
  quiet:
    'Slower ones. Low where most of them succeed: phones that come back after a restart. Sources that the policy lists for tests.',
  example: ['120 REGISTER within one second from 198.51.100.66; 0 of 300 users got registered'],
  recommendation: 'Limit REGISTER per source at the edge, and drop what is beyond it without an answer.',
  recipe: 'scan',
  verify: 'Verify: fewer than 50 REGISTER a second of one source reach the registrar.',
  *check({ capture, tally }, { options }) {
    let told = 0
    for (const activity of strangersOf(tally, options.policy)) {
      const all = activity.attempts.filter(({ method }) => method === 'REGISTER')
      if (all.length <= REGISTERS_PER_SECOND) continue
      if (!isTimed(capture, activity)) {
        if (all.length >= FLOOD_MIN_REQUESTS) yield { insufficient: 'no-timestamps' }
        continue
      }
      const flood = floodOf(all, REGISTERS_PER_SECOND)
      if (!flood) continue
      if (told++ >= SOURCES_TOLD) return
      const users = new Set(all.map(({ user }) => user))
      const registered = new Set(all.filter(({ progressed }) => progressed).map(({ user }) => user))
      const isStorm = registered.size >= STORM_SHARE * users.size
      yield {
        values: {
          ...{ source: activity.host, requests: all.length, perSecond: flood.perSecond },
          ...{ users: users.size, succeeded: registered.size },
        },
        proof: attemptProof(
          flood.attempts,
          all,
          `${flood.perSecond} REGISTER within one second from ${activity.host}; ${registered.size} of ${users.size} users got registered`,
        ),
        scope: [activity.host],
        ...(isStorm
          ? { severity: { level: 'low', because: 'Most of them succeed, as after a restart' } as const }
          : { sources: [activity.host] }),
      }
    }
  },
  detail: ({ source, requests, perSecond, users, succeeded }) =>
    `${source} sent ${requests} REGISTER, up to ${perSecond} within one second; ${succeeded} of ${users} users got registered.`,
  advise: ({ users, succeeded }) =>
    succeeded >= STORM_SHARE * users
      ? 'Let phones wait a random time before they register after a restart, and see that the registrar bears the storm.'
      : 'Limit REGISTER per source at the edge, and drop what is beyond it without an answer.',
})
