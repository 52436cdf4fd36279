import { isPublic } from '../../model/address.ts'
import type { CaptureFacts } from '../../model/call.ts'
import type { Policy } from '../../model/options.ts'
import type { Attempt } from '../attempt-log.ts'
import type { Tally } from '../tally.ts'
import {
  COMPARED_CALLS,
  FOREIGN_SHARE,
  FRAUD_SIGNALS,
  HUNTED_FORMS,
  SHORT_CALL_MS,
  SHORT_CALLS,
} from '../thresholds/security.ts'
import { TIMER_B_US } from '../thresholds/signaling.ts'
import {
  costlyPrefix,
  type Dialled,
  dialledOf,
  isDeclaredPremium,
  isOddNumber,
  isTelephone,
  tailOf,
} from './dialled.ts'
import { lastFew } from './last-few.ts'
import { type Activity, guessingOf } from './sources.ts'

/** A call to another country. */
export interface FarCall extends Dialled {
  readonly attempt: Attempt
}

/** Those of a source, test numbers of the policy aside. */
export const farCallsOf = ({ attempts }: Activity, policy: Policy | undefined): readonly FarCall[] =>
  attempts.flatMap((attempt) => {
    if (attempt.method !== 'INVITE' || policy?.testNumbers?.includes(attempt.user)) return []
    const dialled = dialledOf(attempt.user)
    return dialled ? [{ ...dialled, attempt }] : []
  })

/** One number dialled in so many forms that somebody tries which one gets out; undefined where none is. */
export function huntedIn({ attempts }: Activity): readonly Attempt[] | undefined {
  const calls = attempts.filter(({ method, user }) => method === 'INVITE' && tailOf(user) !== undefined)
  for (const same of Map.groupBy(calls, ({ user }) => tailOf(user)).values()) {
    const refused = same.filter(({ progressed }) => !progressed)
    if (new Set(refused.map(({ user }) => user)).size >= HUNTED_FORMS) return same
  }
  return undefined
}

/** What speaks for fraud. */
export interface FraudSigns {
  /** Each in a few words. */
  readonly signs: readonly string[]
  readonly attempts: readonly Attempt[]
  readonly answered: number
}

/** Undefined below three different signs. */
export function fraudOf(activity: Activity, tally: Tally, policy: Policy | undefined): FraudSigns | undefined {
  const far = farCallsOf(activity, policy)
  if (far.length === 0) return undefined
  const costly = far.filter((call) => isForeign(call, activity, tally, policy))
  const hunted = huntedIn(activity)
  const range = shortRangeOf(activity)
  const signs = [
    ...(costly.length > 0 ? [`it called +${costly[0]!.country}, where nobody else calls`] : []),
    ...(hunted ? [`it tried one number in ${new Set(hunted.map(({ user }) => user)).size} forms`] : []),
    ...(range ? [`${range} short calls went to one range of numbers`] : []),
    ...(activity.scanner ? ['it names a scanning tool'] : []),
    ...(guessingOf(activity) ? ['it guessed passwords'] : []),
  ]
  if (signs.length < FRAUD_SIGNALS) return undefined
  const attempts = [...new Set([...costly.map(({ attempt }) => attempt), ...(hunted ?? [])])]
  return { signs, attempts, answered: far.filter(({ attempt }) => isAnswered(attempt)).length }
}

export const isAnswered = ({ status }: Attempt): boolean => status >= 200 && status < 300

/** How many calls went to telephone numbers, and to each country among them. */
interface Dialling {
  telephones: number
  readonly countries: Map<string, number>
}

/** Of all calls together, and of each host that made some: counted once, since every call abroad is compared with it. */
const diallingOf = lastFew(({ attempts }: Tally) => {
  const all: Dialling = { telephones: 0, countries: new Map() }
  const bySource = new Map<string, Dialling>()
  for (const { method, source, user } of attempts) {
    if (method !== 'INVITE' || !isTelephone(user)) continue
    const own = bySource.get(source) ?? { telephones: 0, countries: new Map<string, number>() }
    bySource.set(source, own)
    const country = dialledOf(user)?.country
    for (const sum of [all, own]) {
      sum.telephones++
      if (country !== undefined) sum.countries.set(country, (sum.countries.get(country) ?? 0) + 1)
    }
  }
  return { all, bySource }
})

/** A number of the caller's own list; else one to a country that at most a tenth of the other calls goes to. */
function isForeign(call: FarCall, { host }: Activity, tally: Tally, policy: Policy | undefined): boolean {
  if (isDeclaredPremium(call.digits, policy?.premiumNumbers)) return true
  const { all, bySource } = diallingOf(tally)
  const own = bySource.get(host)
  const others = all.telephones - (own?.telephones ?? 0)
  if (others < COMPARED_CALLS) return costlyPrefix(call.digits) !== undefined
  const same = (all.countries.get(call.country) ?? 0) - (own?.countries.get(call.country) ?? 0)
  return same <= FOREIGN_SHARE * others
}

/** How many answered short calls went into one range of a hundred numbers; undefined below five. */
function shortRangeOf({ attempts }: Activity): number | undefined {
  const short = attempts.filter(
    (one) =>
      one.method === 'INVITE' &&
      isAnswered(one) &&
      one.talkMs !== undefined &&
      one.talkMs < SHORT_CALL_MS &&
      dialledOf(one.user) !== undefined,
  )
  const counts = [...Map.groupBy(short, ({ user }) => tailOf(user)?.slice(0, -2)).values()].map(({ length }) => length)
  const most = Math.max(0, ...counts)
  return most >= SHORT_CALLS ? most : undefined
}

/** What a stranger's call abroad may meet that is no outcome of a user's. */
const TURNED_AWAY: ReadonlySet<number> = new Set([401, 403, 404, 407, 603])

/**
 * Calls of a stranger to another country that were turned away: behind a prefix no dial plan asks for, in several forms, or with
 * a scanner's mark. None of a source that was let in, or that answered a challenge: those are customers with a wrong number.
 */
export function probesOf(
  activity: Activity,
  capture: CaptureFacts,
  policy: Policy | undefined,
): { readonly probes: readonly Attempt[]; readonly open: boolean } {
  const { known, host, attempts, scanner } = activity
  if (known || !isPublic(host) || attempts.some(({ credentialed }) => credentialed)) return NO_PROBES
  const suspect = farCallsOf(activity, policy)
    .map(({ attempt }) => attempt)
    .filter(({ user, progressed }) => !progressed && (scanner || isOddNumber(user)))
  const hunted = huntedIn(activity) ?? []
  const all = [...new Set([...suspect, ...(hunted.some(({ user }) => dialledOf(user)) ? hunted : [])])]
  const probes = all.filter(({ status, at }) => TURNED_AWAY.has(status) || (status === 0 && isLongAgo(at, capture)))
  return { probes, open: all.some(({ status }) => status === 0) && probes.length === 0 }
}

const NO_PROBES = { probes: [], open: false }

/** Silence counts where it lasted. */
const isLongAgo = (at: number | undefined, { lastAt }: CaptureFacts): boolean =>
  at !== undefined && lastAt !== undefined && lastAt - at >= TIMER_B_US
