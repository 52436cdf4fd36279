import { type Finding, type RuleCoverage, type Severity, severityOrder } from '../model/finding.ts'
import { printable } from '../model/printable.ts'
import type { Analysed } from './analysis.ts'
import { evidenceText } from './text.ts'

/** What fails a case when nothing else is asked for. */
const DEFAULT_THRESHOLD: Severity = 'medium'

/**
 * JUnit XML: a suite per file; a case per finding, failed from `failOn` (default medium) upwards, and a case per rule that was
 * judged and found nothing, skipped where the input could not prove it.
 */
export function junitReport(all: readonly Analysed[], failOn: Severity = DEFAULT_THRESHOLD): string {
  const suites = all.map((analysed) => suite(analysed, failOn))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="SIPSymposium">\n${suites.join('\n')}\n</testsuites>\n`
}

function suite({ file, report, elapsedMs }: Analysed, failOn: Severity): string {
  const fails = ({ severity }: Finding) => severityOrder(severity) <= severityOrder(failOn)
  const judged = report.coverage.filter(({ verdict }) => verdict === 'clear' || verdict === 'insufficient-evidence')
  const skipped = judged.filter(({ verdict }) => verdict === 'insufficient-evidence').length
  const cases = [...report.findings.map((finding) => findingCase(finding, fails(finding))), ...judged.map(quietCase)]
  const counts = `tests="${cases.length}" failures="${report.findings.filter(fails).length}" errors="0" skipped="${skipped}"`
  const time = (elapsedMs / 1000).toFixed(3)
  return [`  <testsuite name="${xml(file)}" ${counts} time="${time}">`, ...cases, '  </testsuite>'].join('\n')
}

function findingCase(finding: Finding, fails: boolean): string {
  const { rule, title, detail, recommendation, severity, category, evidence } = finding
  const open = `    <testcase classname="${xml(rule ?? 'llm')}" name="${xml(title)}"`
  const text = [detail, recommendation, ...evidence.map(evidenceText)].filter((part) => part !== '').join('\n')
  if (!fails) return `${open}>\n      <system-out>${xml(`${severity}: ${text}`)}</system-out>\n    </testcase>`
  const failure = `<failure type="${severity}" message="${xml(`${severity} ${category}: ${title}`)}">${xml(text)}</failure>`
  return `${open}>\n      ${failure}\n    </testcase>`
}

function quietCase({ rule, verdict, reason }: RuleCoverage): string {
  const open = `    <testcase classname="${xml(rule)}" name="${xml(rule)}"`
  return verdict === 'clear'
    ? `${open}/>`
    : `${open}><skipped message="${xml(reason ?? 'insufficient evidence')}"/></testcase>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

/** For element text and attributes; what XML 1.0 cannot hold is left out. */
const xml = (text: string): string =>
  printable(text)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"\n]/g, (letter) => ENTITIES[letter] ?? '')
