import { type Severity, severityOrder } from '../model/finding.ts'
import type { Contribution } from './contribution.ts'
import { findingId } from './fingerprint.ts'
import { isAtLeast, stepDown } from './severity.ts'

/** True when the id is in the list, where `signaling.response-*` stands for all that begin so. */
export const matchesId = (patterns: readonly string[] | undefined, id: string): boolean =>
  patterns?.some((pattern) => {
    const star = pattern.indexOf('*')
    return star < 0 ? pattern === id : id.startsWith(pattern.slice(0, star)) && id.endsWith(pattern.slice(star + 1))
  }) ?? false

/**
 * Cause and effect among what one conversation shows (rules.md §1.4). A finding that a more precise one already tells
 * is dropped; what a proven cause explains is tied to it and goes one step down, and the cause takes its severity if
 * that is higher. Changes the contributions it is given, and returns those that stay.
 */
export function relate(all: readonly Contribution[]): Contribution[] {
  const stay = all.filter((one) => !all.some((other) => tellsMore(other, one)))
  for (const cause of stay) {
    if (cause.rule.excuses) for (const effect of stay) excuse(cause, effect)
    if (!cause.rule.explains || !isAtLeast(cause.severity, 'medium') || cause.confidence < 0.7) continue
    for (const effect of stay) {
      if (effect === cause || effect.causedBy || !matchesId(cause.rule.explains, effect.rule.id)) continue
      if (cause.causedBy === findingId(effect.fingerprint)) continue
      inherit(cause, effect)
    }
  }
  return stay
}

const tellsMore = (other: Contribution, one: Contribution): boolean =>
  other !== one && isAtLeast(other.severity, 'medium') && matchesId(one.rule.yieldsTo, other.rule.id)

function inherit(cause: Contribution, effect: Contribution): void {
  effect.causedBy = findingId(cause.fingerprint)
  if (severityOrder(effect.severity) < severityOrder(cause.severity)) {
    cause.severity = effect.severity
    cause.because = `As grave as what it caused: ${effect.rule.title}`
  }
  const lower: Severity = isAtLeast(effect.severity, 'medium') ? stepDown(effect.severity) : effect.severity
  if (lower === effect.severity) return
  effect.severity = lower
  effect.because = `One step lower: explained by "${cause.rule.title}"`
}

function excuse(cause: Contribution, effect: Contribution): void {
  if (effect === cause || !matchesId(cause.rule.excuses, effect.rule.id)) return
  effect.causedBy = findingId(cause.fingerprint)
  effect.severity = 'info'
  effect.because = `No fault of the system: "${cause.rule.title}"`
}
