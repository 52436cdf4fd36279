import { expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { RULES } from '../../src/diagnose/catalogue.ts'
import { createDiagnosis } from '../../src/diagnose/engine.ts'
import type { AnyRule } from '../../src/diagnose/rule.ts'
import type { RuleCoverage } from '../../src/model/finding.ts'
import { ladderOf } from '../support/ladder.ts'
import { scenarios } from '../support/scenarios.ts'
import { troubles } from '../support/troubles.ts'

const LOOKING = RULES.map((rule): AnyRule => ({ ...rule, about: undefined, marks: undefined, glance: undefined }))

const BROKEN = `
    0    10.0.0.5 > 10.0.0.9  INVITE
    0.1  10.0.0.9 > 10.0.0.5  407
    0.2  10.0.0.5 > 10.0.0.9  INVITE header "User-Agent: friendly-scanner"
    0.3  10.0.0.9 > 10.0.0.5  503
    0.4  10.0.0.5 > 10.0.0.9  INVITE
    1    10.0.0.9 > 10.0.0.5  200
    2    10.0.0.9 > 10.0.0.5  200
    4    10.0.0.9 > 10.0.0.5  200`

/** All that is told of an input, judged by these rules; where nothing was found, not whether there was anything to look at. */
function toldOf(bytes: Uint8Array, rules: readonly AnyRule[]) {
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

test('some rules see at a glance that a healthy call is none of theirs', () => {
  expect(RULES.filter(({ glance }) => glance).length).toBeGreaterThan(4)
})

test('what a rule sees at a glance is what it would find by looking', () => {
  const inputs = [...scenarios(), ...troubles(), { name: 'everything goes wrong', bytes: ladderOf(BROKEN).bytes }]
  expect(inputs.length).toBeGreaterThan(40)
  for (const { name, bytes } of inputs) expect(toldOf(bytes, RULES), name).toEqual(toldOf(bytes, LOOKING))
})
