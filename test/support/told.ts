import { createAnalyzer } from '../../src/analyze.ts'
import { RULES } from '../../src/diagnose/catalogue.ts'
import { createDiagnosis } from '../../src/diagnose/engine.ts'
import type { AnyRule } from '../../src/diagnose/rule.ts'
import type { RuleCoverage } from '../../src/model/finding.ts'

/** All rules, none of which says what it is about: they look at everything. */
export const LOOKING: readonly AnyRule[] = RULES.map(
  (rule): AnyRule => ({ ...rule, about: undefined, marks: undefined }),
)

/** All that is told of an input, judged by these rules; where nothing was found, not whether there was anything to look at. */
export function toldOf(bytes: Uint8Array, rules: readonly AnyRule[]) {
  const analyzer = createAnalyzer(
    { analysedAt: 0 },
    () => 0,
    (options, complain) => createDiagnosis(options, complain, rules),
  )
  return [...analyzer.push(bytes), ...analyzer.end()].map((event) =>
    event.kind === 'verdict' ? { ...event, report: { ...event.report, coverage: told(event.report.coverage) } } : event,
  )
}

const told = (coverage: readonly RuleCoverage[]) =>
  coverage
    .filter(({ verdict }) => verdict === 'fired' || verdict === 'insufficient-evidence')
    .map(({ rule, verdict, reason }) => ({ rule, verdict, reason }))
