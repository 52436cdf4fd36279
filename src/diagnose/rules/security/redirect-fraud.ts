import type { Policy } from '../../../model/options.ts'
import type { Redirect } from '../../diverted-log.ts'
import { costlyPrefix, dialledOf, isDeclaredPremium, isTelephone } from '../../facts/dialled.ts'
import { rule } from '../../rule.ts'
import type { Tally } from '../../tally.ts'
import { REDIRECT_COMPARED_CALLS } from '../../thresholds/security.ts'

interface Values {
  readonly means: Redirect['means']
  readonly by: string
  readonly number: string
  readonly why: string
}

export const redirectFraud = rule<'capture', Values>({
  id: 'security.redirect-fraud',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 3261 §26.1', 'RFC 5806', 'RFC 3515', 'chosen by us: ranges that cost much'],
  title: 'A call is sent on to a costly number',
  examines: 'capture',
  issues: ['fraud', 'toll', 'forward', 'transfer'],
  meaning:
    'A redirection, transfer or forwarding leads to a number that costs much, or to a country nobody else calls.',
  fires:
    'A 3xx, a REFER or an INVITE with Diversion leads to a premium number of the policy, to a costly range in a country that neither party is in, or to a country that none of ten other calls is about.',
  quiet: 'Forwarding within a country, and to countries that other calls have to do with.',
  example: ['Contact: <sip:+252615550100@203.0.113.9>'],
  recommendation:
    'Ask the user whether this forwarding is wanted; if not, change the password of the account that set it. Allow forwarding abroad only where it is needed.',
  recipe: 'toll',
  verify: 'Verify: the same call is no longer sent on to that number.',
  *check({ tally }, { options }) {
    for (const redirect of tally.diverted.redirects) {
      const why = suspicionOf(redirect, tally, options.policy)
      if (why === 'unknown') yield { insufficient: 'single-leg' }
      if (why === undefined || why === 'unknown') continue
      const { means, by, to, call, evidence } = redirect
      yield {
        values: { means, by: by.slice(0, 80), number: `+${to.digits}`, why },
        proof: [{ evidence }],
        scope: [means, to.country],
        confidence: 0.7,
        ...(call !== undefined && { calls: [call] }),
      }
    }
  },
  detail: ({ means, by, number, why }) =>
    `${means === 'Diversion' ? `An INVITE with Diversion from ${by} calls` : `A ${means} from ${by} sends the call to`} ${number}: ${why}.`,
})

/** Why it is one, undefined for one that is not; `unknown` where there is nothing to compare with. */
function suspicionOf({ to, parties }: Redirect, { attempts }: Tally, policy: Policy | undefined): string | undefined {
  if (isDeclaredPremium(to.digits, policy?.premiumNumbers)) return 'the policy lists it as a premium number'
  const countries = parties.flatMap((user) => dialledOf(user)?.country ?? [])
  if (countries.includes(to.country)) return undefined
  const others = attempts.filter(
    ({ method, user }) => method === 'INVITE' && isTelephone(user) && dialledOf(user)?.digits !== to.digits,
  )
  const isKnown = others.some(({ user, caller }) =>
    [user, caller].some((number) => dialledOf(number)?.country === to.country),
  )
  if (isKnown) return undefined
  if (others.length >= REDIRECT_COMPARED_CALLS) return `none of ${others.length} other calls is about that country`
  const prefix = costlyPrefix(to.digits)
  if (prefix === undefined) return undefined
  return countries.length > 0 ? `+${prefix} is a range that often costs much` : 'unknown'
}
