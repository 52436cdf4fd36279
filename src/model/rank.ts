import { type Finding, SEVERITIES, severityOrder } from './finding.ts'

/**
 * The rules' ranked findings and the language model's, ranked as one (contract §5): a model finding is at most `high`, and never
 * stands before a leading rule finding of at least medium: it is lowered to that one's severity and follows the rules within it.
 */
export function mergeRanked(rules: readonly Finding[], model: readonly Finding[]): readonly Finding[] {
  const lead = rules[0] === undefined ? severityOrder('info') : severityOrder(rules[0].severity)
  const ceiling = lead <= severityOrder('medium') ? Math.max(lead, severityOrder('high')) : severityOrder('high')
  const lowered = model.map((finding): Finding => {
    if (severityOrder(finding.severity) >= ceiling) return finding
    const severity = SEVERITIES[ceiling] ?? 'high'
    return { ...finding, severity, severityReason: 'a model finding does not stand before the proven root cause' }
  })
  const order = (finding: Finding) => severityOrder(finding.severity) * 2 + Number(finding.source === 'llm')
  return [...rules, ...lowered].sort((a, b) => order(a) - order(b))
}
