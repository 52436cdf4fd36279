import { fraudOf } from '../../facts/fraud.ts'
import { ATTACK_EXCUSES, attemptProof, callsOf, strangersOf } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import { FRAUD_CALLS, FRAUD_SIGNALS, SOURCES_TOLD } from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly signs: readonly string[]
  readonly answered: number
}

export const tollFraudPattern = rule<'capture', Values>({
  id: 'security.toll-fraud-pattern',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §26.1', 'ITU-T E.164', 'chosen by us: three different signs of one source'],
  title: 'Calls look like toll fraud',
  examines: 'capture',
  excuses: ATTACK_EXCUSES,
  issues: ['fraud', 'toll', 'hacked', 'attack'],
  meaning: 'Somebody uses, or tries to use, the system to call numbers that cost its owner much.',
  fires:
    'Three different signs of one source: calls to a costly range or to a country that nobody else calls, one number tried in three forms or more, five short calls into one range, the mark of a scanning tool, guessed passwords. Critical when three of its calls abroad were answered.',
  quiet: 'Fewer signs; calls to other countries alone; sources and numbers that the policy lists for tests.',
  example: [
    'INVITE sip:00252615550100@203.0.113.7 SIP/2.0',
    'INVITE sip:011252615550100@203.0.113.7 SIP/2.0',
    'INVITE sip:900252615550100@203.0.113.7 SIP/2.0',
  ],
  recommendation:
    'Block that host, allow calls abroad only for the users and countries that need them, and set limits for calls and spending per user.',
  recipe: 'toll',
  verify: 'Verify: calls of that source are refused, and none reaches the carrier.',
  *check({ tally, capture }, { options }) {
    let told = 0
    for (const activity of strangersOf(tally, options.policy)) {
      const found = fraudOf(activity, tally, options.policy)
      if (!found || told++ >= SOURCES_TOLD) continue
      yield {
        values: { source: activity.host, signs: found.signs, answered: found.answered },
        proof: attemptProof(found.attempts, activity.attempts, found.signs.join('; ')),
        scope: [activity.host],
        confidence: 0.85,
        sources: [activity.host],
        calls: callsOf(found.attempts),
        ...(found.answered >= FRAUD_CALLS && {
          severity: { level: 'critical', because: `${found.answered} of its calls abroad were answered` } as const,
        }),
      }
    }
    if (told === 0 && !capture.timed && countSigned(tally.attempts) >= FRAUD_SIGNALS)
      yield { insufficient: 'no-timestamps' }
  },
  detail: ({ source, signs, answered }) =>
    `Of ${source}: ${signs.join('; ')}. ${answered === 0 ? 'None of its calls abroad was answered' : `${answered} of its calls abroad ${answered === 1 ? 'was' : 'were'} answered`}.`,
})

/** Without times neither guessed passwords nor short calls can be told. */
const countSigned = (attempts: readonly { readonly credentialed: boolean; readonly status: number }[]): number =>
  attempts.filter(({ credentialed, status }) => credentialed && (status === 401 || status === 403 || status === 407))
    .length
