import { type Severity, severityOrder } from '../model/finding.ts'
import { type PassedFailure, SURE_JOIN } from '../model/joined-call.ts'
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
 * Cause and effect among what one conversation shows. A finding that a more precise one tells already, at
 * medium or as gravely, is dropped; what a proven cause explains is tied to it and goes one step down, and the cause takes its severity if
 * that is higher. Changes the contributions it is given, and returns those that stay.
 */
export function relate(all: readonly Contribution[]): Contribution[] {
  const stay = all.filter((one) => !one.rule.yieldsTo || !all.some((other) => tellsMore(other, one)))
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

/** Rules that tell of the final response, or the silence, that ended an INVITE. */
export const TELL_FAILURE: readonly string[] = [
  ...['signaling.response-*', 'routing.response-*', 'auth.response-*', 'codec.response-*', 'security.stir-*'],
  ...['signaling.call-failed', 'signaling.no-response-invite', 'routing.call-rejected-analytics'],
]
const tellsFailure = ({ rule }: Contribution): boolean => matchesId(TELL_FAILURE, rule.id)

/**
 * The same across the legs of a joined call, by the number of the leg: one failure is told where it began. What a B2BUA passed
 * on is tied to that, or, where both legs show the very same, only counted there. A fault that was made of no fault on its way
 * (a 486 passed on as a 500) stays what it is. Changes the contributions it is given, and returns those that stay.
 */
export function relateAcross(
  failures: readonly PassedFailure[],
  byLeg: ReadonlyMap<number, readonly Contribution[]>,
): ReadonlyMap<number, readonly Contribution[]> {
  const stay = new Map(byLeg)
  for (const { leg, cause } of failures) {
    const causes = byLeg.get(cause) ?? []
    const told = causes.filter(tellsFailure).sort((a, b) => severityOrder(a.severity) - severityOrder(b.severity))
    const kept = (stay.get(leg) ?? []).filter((effect) => !isTold(effect, causes, told))
    stay.set(leg, kept)
  }
  return stay
}

/** Ties what tells of a passed failure to its cause; true where the cause says the same, and has taken it over. */
function isTold(effect: Contribution, causes: readonly Contribution[], told: readonly Contribution[]): boolean {
  if (!tellsFailure(effect)) return false
  const same = told.find(({ fingerprint }) => fingerprint === effect.fingerprint)
  if (same) {
    if (effect.call !== undefined) same.also = [...same.also, effect.call]
    if (severityOrder(same.severity) > severityOrder(effect.severity)) {
      same.severity = effect.severity
      same.because = effect.because
    }
    return true
  }
  if (effect.causedBy) return false
  const [proven] = causes.filter(
    (one) => matchesId(one.rule.explains, effect.rule.id) && isAtLeast(one.severity, 'medium'),
  )
  const cause =
    proven ?? told.find(({ severity }) => isAtLeast(severity, 'medium') || !isAtLeast(effect.severity, 'medium'))
  if (cause && cause.confidence >= SURE_JOIN) inherit(cause, effect)
  return false
}

const tellsMore = (other: Contribution, one: Contribution): boolean =>
  other !== one &&
  (isAtLeast(other.severity, 'medium') || isAtLeast(other.severity, one.severity)) &&
  matchesId(one.rule.yieldsTo, other.rule.id)

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
