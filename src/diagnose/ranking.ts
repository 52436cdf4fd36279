import { type Finding, severityOrder } from '../model/finding.ts'

/**
 * Ranks findings: severity; then what the caller asked about, a cause with its symptom; then causes
 * before symptoms; then what happened before how things are configured; then confidence, count, first seen and rule id. `wanted` says whether a rule speaks of the issue.
 */
export function rank(
  findings: readonly Finding[],
  wanted: (ruleId: string) => boolean,
  isPosture: (ruleId: string) => boolean,
): readonly Finding[] {
  const asked = new Set<string>()
  for (const { id, rule, causedBy } of findings) {
    if (rule === undefined || !wanted(rule)) continue
    asked.add(id)
    if (causedBy !== undefined) asked.add(causedBy)
  }
  const first = (one: boolean) => (one ? 0 : 1)
  return [...findings].sort(
    (a, b) =>
      severityOrder(a.severity) - severityOrder(b.severity) ||
      first(asked.has(a.id)) - first(asked.has(b.id)) ||
      first(a.causedBy === undefined) - first(b.causedBy === undefined) ||
      first(!isPosture(a.rule ?? '')) - first(!isPosture(b.rule ?? '')) ||
      b.confidence - a.confidence ||
      b.count - a.count ||
      (a.firstSeen ?? 0) - (b.firstSeen ?? 0) ||
      compareText(a.rule ?? '', b.rule ?? '') ||
      compareText(a.fingerprint, b.fingerprint),
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
