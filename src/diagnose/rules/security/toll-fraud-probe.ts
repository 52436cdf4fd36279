import { inPrefixes } from '../../../model/address.ts'
import { fraudOf, probesOf } from '../../facts/fraud.ts'
import { ATTACK_EXCUSES, attemptProof, callsOf, strangersOf } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import { PROBES, SOURCES_TOLD } from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly numbers: readonly string[]
  readonly probes: number
}

export const tollFraudProbe = rule<'capture', Values>({
  id: 'security.toll-fraud-probe',
  category: 'security',
  severity: 'low',
  sources: ['RFC 3261 §26.1', 'ITU-T E.164 §6.2.1', 'chosen by us: prefixes that no dial plan asks for'],
  title: 'A stranger tries to call abroad',
  examines: 'capture',
  excuses: ATTACK_EXCUSES,
  issues: ['fraud', 'toll', 'attack'],
  meaning: 'A host without an account tries whether the system lets it call other countries at its owner’s expense.',
  fires:
    'A public host that was never let in and never answered a challenge calls an international number behind a prefix that no dial plan asks for (900, 000, +00), in three forms or more, or with a scanner’s mark, and is refused or ignored. Medium from three such calls on.',
  quiet:
    'Hosts that registered, logged in or got through; declared trunks; numbers behind + 00 or 011 alone; sources and numbers that the policy lists for tests.',
  example: ['INVITE sip:900441904960123@203.0.113.7 SIP/2.0'],
  recommendation:
    'Nothing got through. Drop SIP of hosts you do not know before it is parsed, and ban those that fail.',
  recipe: 'scan',
  verify: 'Verify: INVITEs of that source get no answer any more.',
  *check({ tally, capture }, { options }) {
    const { policy } = options
    let told = 0
    for (const activity of strangersOf(tally, policy)) {
      if (inPrefixes(activity.host, policy?.trunks ?? [])) continue
      const { probes, open } = probesOf(activity, capture, policy)
      if (open) yield { insufficient: capture.timed ? 'ends-mid-dialog' : 'no-timestamps' }
      if (probes.length === 0 || fraudOf(activity, tally, policy) || told++ >= SOURCES_TOLD) continue
      const numbers = [...new Set(probes.map(({ user }) => user))]
      yield {
        values: {
          source: activity.host,
          numbers: numbers.slice(0, 3).map((user) => user.slice(0, 40)),
          probes: probes.length,
        },
        proof: attemptProof(probes, activity.attempts, `${probes.length} calls abroad of ${activity.host}`),
        scope: [activity.host],
        confidence: 0.7,
        sources: [activity.host],
        calls: callsOf(probes),
        ...(probes.length >= PROBES && {
          severity: { level: 'medium', because: `${probes.length} such calls` } as const,
        }),
      }
    }
  },
  detail: ({ source, numbers, probes }) =>
    `${source}, which has no account here, tried to call ${numbers.join(', ')}${probes > numbers.length ? ` (${probes} calls)` : ''} and was turned away.`,
})
