import { inPrefixes, isPublic } from '../../../model/address.ts'
import type { Policy } from '../../../model/options.ts'
import type { Attempt } from '../../attempt-log.ts'
import { costlyPrefix, dialledOf, isTelephone } from '../../facts/dialled.ts'
import { fraudOf } from '../../facts/fraud.ts'
import { type Activity, attackOf, attemptProof, callsOf, strangersOf } from '../../facts/sources.ts'
import { rule, type Weight } from '../../rule.ts'
import type { Tally } from '../../tally.ts'
import { REFUSED_BEFORE, SOURCES_TOLD } from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly number: string
  readonly status: number
  readonly why: string
}

export const unauthenticatedInviteAccepted = rule<'capture', Values>({
  id: 'security.unauthenticated-invite-accepted',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §22.1', 'RFC 3261 §26.2.3'],
  title: 'A stranger’s call was accepted without a password',
  examines: 'capture',
  issues: ['fraud', 'toll', 'hacked', 'attack'],
  meaning: 'A host that nobody declared as a trunk calls telephone numbers through the system without credentials.',
  fires:
    'An INVITE without credentials from a public address to a telephone number rings or is answered, and the source is no trunk of the policy, or it scanned, guessed or hunted, or it was refused three times before. Critical for numbers abroad.',
  quiet:
    'Declared trunks, hosts that registered or logged in, calls towards a trunk. Without proof that the source is a stranger nothing is said: trunks known by their address look the same.',
  example: ['INVITE sip:+12025550147@203.0.113.7 SIP/2.0 (no Authorization, answered with 200)'],
  recommendation:
    'Ask every INVITE of hosts that are no trunk for credentials, and give strangers a dial plan that reaches no telephone network.',
  recipe: 'toll',
  verify: 'Verify: the same INVITE is answered with 401, 407 or 403.',
  *check({ tally }, { options }) {
    const { policy } = options
    let told = 0
    for (const activity of strangersOf(tally, policy)) {
      const accepted = acceptedOf(activity, policy)
      const [first] = accepted
      if (!first) continue
      const why = foreignBy(activity, first, tally, policy)
      if (why === undefined) {
        if (!inPrefixes(activity.host, policy?.trunks ?? [])) yield { insufficient: 'one-direction-only' }
        continue
      }
      if (told++ >= SOURCES_TOLD) return
      const worst = accepted.find(({ user }) => isCostly(user, policy)) ?? first
      yield {
        values: { source: activity.host, number: worst.user.slice(0, 40), status: worst.status, why },
        proof: attemptProof([worst, ...accepted], activity.attempts, `${accepted.length} calls of ${activity.host}`),
        scope: [activity.host],
        calls: callsOf(accepted),
        ...(isCostly(worst.user, policy) && { severity: ABROAD }),
      }
    }
  },
  detail: ({ source, number, status, why }) =>
    `${source} called ${number} without credentials, and the call ${status >= 200 && status < 300 ? 'was answered' : 'rang'}. ${why}.`,
})

const ABROAD: Weight = { level: 'critical', because: 'The number is abroad, or of a range that costs much' }

const isCostly = (user: string, policy: Policy | undefined): boolean =>
  dialledOf(user) !== undefined || costlyPrefix(user.replace(/^\+/, ''), policy?.premiumNumbers) !== undefined

/** Calls of a host without an account that got on. */
function acceptedOf({ host, attempts }: Activity, policy: Policy | undefined): readonly Attempt[] {
  if (!isPublic(host) || inPrefixes(host, policy?.ownNetworks ?? [])) return []
  if (attempts.some(({ credentialed, progressed }) => credentialed && progressed)) return []
  const trunks = policy?.trunks ?? []
  return attempts.filter(
    ({ method, progressed, credentialed, user, target }) =>
      method === 'INVITE' && progressed && !credentialed && isTelephone(user) && !inPrefixes(target, trunks),
  )
}

/** What proves that it is a stranger, as a sentence without its end. */
function foreignBy(activity: Activity, first: Attempt, tally: Tally, policy: Policy | undefined): string | undefined {
  const { host, attempts } = activity
  if (inPrefixes(host, policy?.trunks ?? [])) return undefined
  const attack = attackOf(activity)
  if (attack) return ATTACKS[attack]
  if (fraudOf(activity, tally, policy)) return 'Its calls look like toll fraud'
  const before = attempts.filter(({ number, method }) => method !== 'OPTIONS' && number < first.number)
  if (before.length >= REFUSED_BEFORE && before.every(isTurnedAway))
    return `It was refused ${before.length} times before`
  return policy?.trunks && policy.trunks.length > 0 ? 'It is none of the trunks that the policy declares' : undefined
}

const ATTACKS = {
  scanner: 'It bears the mark of a scanning tool',
  enumeration: 'It tried which users exist',
  guessing: 'It guessed passwords',
} as const

const isTurnedAway = ({ status }: Attempt): boolean => status === 401 || status === 403 || status === 407
