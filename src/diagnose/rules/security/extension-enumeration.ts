import {
  ATTACK_EXCUSES,
  attemptProof,
  callsOf,
  enumerationOf,
  isTimed,
  spanSeconds,
  strangersOf,
} from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import { ENUMERATED_USERS, SOURCES_TOLD } from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly users: number
  readonly seconds: number
  readonly examples: readonly string[]
  /** Statuses by which users that exist can be told from those that do not; empty where all are answered alike. */
  readonly tells: readonly number[]
}

export const extensionEnumeration = rule<'capture', Values>({
  id: 'security.extension-enumeration',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §26.1', 'chosen by us: ten users within a minute, of whom four fifths never get in'],
  title: 'Somebody tries which users exist',
  examines: 'capture',
  excuses: ATTACK_EXCUSES,
  issues: ['attack', 'fraud', 'scan'],
  meaning: 'One host asks for one user after the other to learn which of them exist.',
  fires:
    'REGISTER, OPTIONS or INVITE for ten users or more within 60 s from one host; four fifths of the users never get in and never answer a challenge.',
  quiet:
    'Users that log in, as those of an SBC or of an office do; phones that each have a port of their own; called telephone numbers; sources that the policy lists for tests.',
  example: ['REGISTER for the users 100, 101, 102 ... from 198.51.100.66, each answered with 404'],
  recommendation:
    'Drop requests of that host before they are parsed, ban hosts that fail often, and answer unknown users as known ones: with a challenge.',
  recipe: 'scan',
  verify: 'Verify: requests from that source get no answer any more.',
  *check({ capture, tally }, { options }) {
    let told = 0
    for (const activity of strangersOf(tally, options.policy)) {
      if (!isTimed(capture, activity)) {
        if (new Set(activity.attempts.map(({ user }) => user)).size >= ENUMERATED_USERS)
          yield { insufficient: 'no-timestamps' }
        continue
      }
      const found = enumerationOf(activity)
      if (!found) continue
      if (found.silent) {
        yield { insufficient: 'one-direction-only' }
        continue
      }
      if (told++ >= SOURCES_TOLD) return
      const { users, attempts } = found
      const seconds = spanSeconds(attempts)
      const tells = [...new Set(attempts.flatMap(({ status }) => (TELLING.has(status) ? [status] : [])))].sort()
      yield {
        values: {
          ...{ source: activity.host, users: users.size, seconds },
          examples: [...users].slice(0, 3).map((user) => user.slice(0, 40)),
          tells: tells.length > 1 ? tells : [],
        },
        proof: attemptProof(
          attempts,
          activity.attempts,
          `${activity.host} asked for ${users.size} users within ${seconds} s, of whom none got in`,
        ),
        scope: [activity.host],
        sources: [activity.host],
        calls: callsOf(attempts),
      }
    }
  },
  detail: ({ source, users, seconds, examples, tells }) =>
    `${source} asked for ${users} users within ${seconds} s, such as ${examples.join(', ')}, and none of them got in.${tells.length > 0 ? ` The answers differ (${tells.join(', ')}), which tells it who exists.` : ''}`,
})

/** What a registrar says to users it has, or has not. */
const TELLING: ReadonlySet<number> = new Set([401, 403, 404, 407])
