import {
  ATTACK_EXCUSES,
  attemptProof,
  callsOf,
  guessingOf,
  isRejected,
  isTimed,
  spanSeconds,
  strangersOf,
} from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import { GUESSES, SOURCES_TOLD } from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly failures: number
  readonly seconds: number
  readonly users: number
  /** Who got in; undefined when nobody did. */
  readonly compromised: string | undefined
}

export const passwordGuessing = rule<'capture', Values>({
  id: 'security.password-guessing',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §22.4', 'RFC 3261 §26.1', 'chosen by us: 30 rejected passwords within a minute'],
  title: 'Somebody guesses passwords',
  examines: 'capture',
  excuses: ATTACK_EXCUSES,
  issues: ['attack', 'fraud', 'password'],
  meaning: 'One host tries password after password.',
  fires:
    '30 requests with credentials that are rejected within 60 s from one host, 10 where it uses a scanner or tries users. Critical when one gets in afterwards.',
  quiet:
    'One device that repeats one wrong password; phones of an office with ports of their own; sources that the policy lists for tests.',
  example: ['48 REGISTER with Authorization from 198.51.100.66 within 20 s, each answered with 403'],
  recommendation:
    'Ban that host, limit failed attempts per source and per user, and give every user a long random password.',
  recipe: 'scan',
  verify: 'Verify: the source gets no answer any more, and no user of it is registered.',
  *check({ capture, tally }, { options }) {
    let told = 0
    for (const activity of strangersOf(tally, options.policy)) {
      if (!isTimed(capture, activity)) {
        if (activity.attempts.filter(isRejected).length >= GUESSES) yield { insufficient: 'no-timestamps' }
        continue
      }
      const found = guessingOf(activity)
      if (!found) continue
      if (told++ >= SOURCES_TOLD) return
      const { failures, users, success } = found
      const seconds = spanSeconds(failures)
      yield {
        values: {
          ...{ source: activity.host, failures: failures.length, seconds, users: users.size },
          compromised: success?.user.slice(0, 40),
        },
        proof: attemptProof(
          success ? [success, ...failures] : failures,
          activity.attempts,
          `${failures.length} requests with credentials from ${activity.host} were rejected within ${seconds} s`,
        ),
        scope: [activity.host],
        sources: [activity.host],
        calls: callsOf(failures),
        ...(success && {
          severity: { level: 'critical', because: 'The source got in: the password is known to it' } as const,
        }),
      }
    }
  },
  detail: ({ source, failures, seconds, users, compromised }) =>
    `${source} sent ${failures} requests with credentials within ${seconds} s for ${users === 1 ? 'one user' : `${users} users`}, all rejected.${compromised === undefined ? '' : ` Then it got in as ${compromised}.`}`,
  advise: ({ compromised }) =>
    compromised === undefined
      ? 'Ban that host, limit failed attempts per source and per user, and give every user a long random password.'
      : `Change the password of ${compromised} at once, end its registrations and calls, and ban the host.`,
})
