import { SEVERITIES, type Severity, severityOrder } from '../model/finding.ts'
import type { AnyRule, Frequency, Unproven, Weight } from './rule.ts'
import type { Tally } from './tally.ts'
import { FREQUENT_CALLS, FREQUENT_SHARE, SHARE_MIN_ATTEMPTS } from './thresholds/general.ts'

/** One step graver, at most `critical`. */
const stepUp = (severity: Severity): Severity => SEVERITIES[Math.max(0, severityOrder(severity) - 1)]!

/** One step milder, at least `info`. */
export const stepDown = (severity: Severity): Severity =>
  SEVERITIES[Math.min(SEVERITIES.length - 1, severityOrder(severity) + 1)]!

export const isAtLeast = (severity: Severity, level: Severity): boolean =>
  severityOrder(severity) <= severityOrder(level)

/** A fault as the whole input shows it. */
export interface Seen {
  readonly rule: AnyRule
  readonly severity: Severity
  readonly scope: readonly string[]
  readonly because: string | undefined
  readonly conversations: number
  /** Those of them that are calls. */
  readonly calls: number
  readonly failed: number
  readonly emergency: boolean
  readonly tally: Tally
  readonly shares: Frequency['shares']
}

/** True for a share that means something: enough attempts, and enough of them. */
export const isShare = (part: number, whole: number, share: number): boolean =>
  whole >= SHARE_MIN_ATTEMPTS && part >= share * whole

/**
 * The modifiers that need the whole input, in order: the rule's own weighing, frequency, emergency.
 * Only observed failures and measured degradations from `medium` on are raised; to `critical` only where calls failed.
 */
export function weighed(seen: Seen): { level: Severity; because: string | undefined } | Unproven {
  const { rule, tally, conversations, calls } = seen
  const own: Weight | Unproven | undefined = rule.weigh?.({
    conversations,
    severity: seen.severity,
    scope: seen.scope,
    tally,
    shares: seen.shares,
  })
  if (own && 'insufficient' in own) return own
  let { level, because } = own ?? { level: seen.severity, because: seen.because }
  const raise = (why: string) => {
    const next = stepUp(level)
    if (next === level || (next === 'critical' && seen.failed === 0)) return
    level = next
    because = because ? `${because}. ${why}` : why
  }
  if (!rule.observed || rule.posture || !isAtLeast(level, 'medium')) return { level, because }
  if (calls >= FREQUENT_CALLS && isShare(calls, tally.calls, FREQUENT_SHARE))
    raise(`Raised one step: ${calls} of ${tally.calls} calls show it`)
  if (seen.emergency) raise('Raised one step: an emergency call is concerned')
  return { level, because }
}
