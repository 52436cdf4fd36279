import { inPrefixes } from '../../model/address.ts'
import type { CaptureFacts } from '../../model/call.ts'
import type { Policy } from '../../model/options.ts'
import { quantileOf } from '../../model/quantile.ts'
import type { Attempt } from '../attempt-log.ts'
import type { Proof } from '../rule.ts'
import type { Tally } from '../tally.ts'
import {
  ENUMERATED_SHARE,
  ENUMERATED_US,
  ENUMERATED_USERS,
  GUESSES,
  GUESSES_OF_KNOWN,
  GUESSES_US,
} from '../thresholds/security.ts'
import { isTelephone } from './dialled.ts'
import { lastFew } from './last-few.ts'

/** Findings that tell of refusals: what an attack of the same source gets is the defence working. */
export const ATTACK_EXCUSES: readonly string[] = [
  'reg.failed',
  'auth.loop',
  'auth.403-after-credentials',
  'signaling.call-failed',
  'signaling.response-*',
  'routing.response-*',
]

/** What one host tried, in order of time. */
export interface Activity {
  readonly host: string
  readonly attempts: readonly Attempt[]
  readonly scanner: boolean
  /** It was let in: registered, or got through with a call. */
  readonly known: boolean
}

/** Of every host that asked for something. */
export const activitiesOf = lastFew((tally: Tally): readonly Activity[] =>
  [...Map.groupBy(tally.attempts, ({ source }) => source)]
    .filter(([host]) => host !== '')
    .map(([host, attempts]) => ({
      host,
      attempts: attempts.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.number - b.number),
      scanner: attempts.some(({ scanner }) => scanner),
      known: attempts.some(({ method, progressed }) => progressed && method !== 'OPTIONS'),
    })),
)

/** The same without those whose tests they are. */
export const strangersOf = (tally: Tally, policy: Policy | undefined): readonly Activity[] =>
  activitiesOf(tally).filter(({ host }) => !inPrefixes(host, policy?.testSources ?? []))

/** A stretch of `times`, in order, as indexes: the one of that width with most of them. */
export interface Busiest {
  readonly from: number
  /** Of the last one in it. */
  readonly to: number
  readonly count: number
}

export function busiest(attempts: readonly Attempt[], widthUs: number): Busiest {
  let best: Busiest = { from: 0, to: -1, count: 0 }
  let from = 0
  for (let to = 0; to < attempts.length; to++) {
    while (attempts[to]!.at! - attempts[from]!.at! > widthUs) from++
    if (to - from + 1 > best.count) best = { from, to, count: to - from + 1 }
  }
  return best
}

/** Of attempts with a time, in order: those of the window of that width which has most different values. */
export function mostVaried(
  attempts: readonly Attempt[],
  widthUs: number,
  of: (attempt: Attempt) => string,
): { readonly values: ReadonlySet<string>; readonly attempts: readonly Attempt[] } {
  const counts = new Map<string, number>()
  let best = { from: 0, to: -1, count: 0 }
  let from = 0
  for (const [to, one] of attempts.entries()) {
    counts.set(of(one), (counts.get(of(one)) ?? 0) + 1)
    for (; one.at! - attempts[from]!.at! > widthUs; from++) {
      const gone = of(attempts[from]!)
      const left = counts.get(gone)! - 1
      if (left === 0) counts.delete(gone)
      else counts.set(gone, left)
    }
    if (counts.size > best.count) best = { from, to, count: counts.size }
  }
  const within = attempts.slice(best.from, best.to + 1)
  return { values: new Set(within.map(of)), attempts: within }
}

/** Answers that say no to who asks, or that a user is not there. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 404, 407, 410, 484, 604])
export const isRefused = ({ status }: Attempt): boolean => REFUSALS.has(status)

export interface Enumeration {
  readonly users: ReadonlySet<string>
  readonly attempts: readonly Attempt[]
  /** Most of it met silence: nobody was there to be told of. */
  readonly silent: boolean
}

/**
 * Many users asked for within a minute, of whom nearly none got in or answered a challenge. Telephone numbers are called by
 * diallers as well, so of INVITEs only extensions count; users that come from ports of their own are phones behind a translator.
 */
export function enumerationOf({ attempts, scanner }: Activity): Enumeration | undefined {
  const asked = attempts.filter(
    ({ user, method, at }) => at !== undefined && user !== '' && !(method === 'INVITE' && isTelephone(user)),
  )
  const good = new Set(asked.filter(({ progressed, credentialed }) => progressed || credentialed).map(nameOf))
  const window = mostVaried(asked, ENUMERATED_US, nameOf)
  const users = new Set([...window.values].filter((user) => !good.has(user)))
  if (window.values.size < ENUMERATED_USERS || users.size < ENUMERATED_SHARE * window.values.size) return undefined
  const own = window.attempts.filter((one) => users.has(nameOf(one)))
  if (!scanner && haveOwnPorts(own)) return undefined
  const refused = new Set(own.filter(isRefused).map(nameOf))
  return { users, attempts: own, silent: !scanner && 2 * refused.size < users.size }
}

const nameOf = ({ user }: Attempt): string => user

/** Each user has a port: phones of an office, each with a binding of its own in the translator before it. */
function haveOwnPorts(attempts: readonly Attempt[]): boolean {
  const users = new Set(attempts.map(nameOf)).size
  const ports = new Set(attempts.map(({ port }) => port)).size
  return users >= ENUMERATED_USERS / 2 && ports >= ENUMERATED_SHARE * users
}

export interface Guessing {
  readonly failures: readonly Attempt[]
  readonly users: ReadonlySet<string>
  /** What got in after all. */
  readonly success: Attempt | undefined
}

/** Passwords tried by one source: many within a minute, fewer where it gives itself away otherwise. */
export function guessingOf(activity: Activity): Guessing | undefined {
  const { attempts, scanner } = activity
  const failed = attempts.filter((one) => isRejected(one) && one.at !== undefined)
  if (failed.length < GUESSES_OF_KNOWN) return undefined
  const { from, to, count } = busiest(failed, GUESSES_US)
  const needed = scanner || (enumerationOf(activity)?.silent ?? true) === false ? GUESSES_OF_KNOWN : GUESSES
  if (count < needed) return undefined
  const failures = failed.slice(from, to + 1)
  const users = new Set(failures.map(nameOf))
  if (!scanner && (isOneDevice(failures) || (haveOwnPorts(failures) && count < GUESSES_OF_KNOWN * users.size)))
    return undefined
  const success = attempts.find(
    (one) => one.credentialed && one.status >= 200 && one.status < 300 && one.at! >= failures.at(-1)!.at!,
  )
  return { failures, users, success }
}

export const isRejected = ({ credentialed, status }: Attempt): boolean =>
  credentialed && (status === 401 || status === 407 || status === 403)

/** A device that does not understand the refusal: one user under one or two Call-IDs, or at a steady pace. */
function isOneDevice(failures: readonly Attempt[]): boolean {
  if (new Set(failures.map(nameOf)).size > 1) return false
  if (new Set(failures.map(({ conversation }) => conversation)).size <= 2) return true
  const gaps = failures.slice(1).map(({ at }, index) => at! - failures[index]!.at!)
  const [median, long] = [quantileOf(gaps, 0.5), quantileOf(gaps, 0.9)]
  return median >= STEADY_US && long <= 2 * median
}

/** Nobody guesses so slowly, a retry timer runs so. Chosen by us. */
const STEADY_US = 500_000

/** Whether the source is known for an attack: a scanner's mark, users enumerated, passwords guessed. */
export function attackOf(activity: Activity): 'scanner' | 'enumeration' | 'guessing' | undefined {
  if (activity.scanner) return 'scanner'
  if (guessingOf(activity)) return 'guessing'
  return enumerationOf(activity)?.silent === false ? 'enumeration' : undefined
}

/** Hosts that are known for an attack: what they are refused counts nowhere else. */
export const attackersOf = lastFew(
  (tally: Tally): ReadonlySet<string> =>
    new Set(activitiesOf(tally).flatMap((activity) => (attackOf(activity) ? [activity.host] : []))),
)

/** The start lines there are of these attempts, else of all of the source's, else the figures alone. */
export function attemptProof(
  attempts: readonly Attempt[],
  all: readonly Attempt[],
  figures: string,
): readonly [Proof, ...Proof[]] {
  const of = (some: readonly Attempt[]): Proof[] =>
    some.flatMap(({ evidence }) => (evidence ? [{ evidence }] : [])).slice(0, LINES_SHOWN)
  const own = of(attempts)
  const [first, ...rest] = own.length > 0 ? own : of(all)
  return first ? [first, ...rest] : [{ kind: 'aggregate', figures }]
}

const LINES_SHOWN = 5

/** The calls that attempts began. */
export const callsOf = (attempts: readonly Attempt[]): readonly number[] =>
  attempts.flatMap(({ call }) => (call === undefined ? [] : [call]))

/** Times can be compared, and hosts are known by more than what requests say of themselves. */
export const isTimed = ({ timed }: CaptureFacts, { attempts }: Activity): boolean =>
  timed && attempts.every(({ at }) => at !== undefined)

/** Seconds from the first to the last, for sentences: at least one. */
export function spanSeconds(attempts: readonly Attempt[]): number {
  const span = (attempts.at(-1)?.at ?? 0) - (attempts[0]?.at ?? 0)
  return Math.max(1, Math.ceil(span / 1_000_000))
}
