import { textLadder } from '../ladder/text.ts'
import type { Report } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import { oneLine, printable } from '../model/printable.ts'
import type { Analysed } from './analysis.ts'
import { callLadder } from './call-ladder.ts'
import { factText, fileTitle, parted, reasonOf, remedyOf, summaryText } from './finding-words.ts'
import { openLines } from './open.ts'
import { reportTables } from './tables.ts'
import { callTitle, concerned, countsText, evidenceText, inputText, LADDER_ROWS, readText, titlesOf } from './text.ts'

const PAPER = { width: 100, rows: LADDER_ROWS }

/** A report to paste into a ticket. Whatever comes from the trace is escaped: it cannot become a link, an image or HTML. */
export function markdownReport(analysed: Analysed): string {
  const { file, report, calls } = analysed
  const titles = titlesOf(report.findings)
  const [faults] = parted(report.findings)
  const parts = [
    `## ${escaped(fileTitle(file))}`,
    escaped(summaryText(report)),
    `${escaped(inputText(report.input))}. Findings: ${countsText(report.severityCounts)}.`,
    ...readText(report.input).map(escaped),
    ...faults.map((finding) => findingPart(finding, titles)),
    ...concerned(calls, report.findings).map(
      (call) => `### ${escaped(callTitle(call))}\n\n${fenced(textLadder(callLadder(call, analysed), PAPER))}`,
    ),
    ...reportTables(analysed, PAPER.width).map(fenced),
    ...factsPart(report, titles),
    ...openPart(report),
  ]
  return `${parts.join('\n\n')}\n`
}

const listed = (lines: readonly string[]): string => lines.map((line) => `- ${escaped(line)}`).join('\n')

function factsPart({ findings }: Report, titles: ReadonlyMap<string, string>): readonly string[] {
  const [, facts] = parted(findings)
  return facts.length === 0 ? [] : [`### For information\n\n${listed(facts.map((fact) => factText(fact, titles)))}`]
}

function openPart(report: Report): readonly string[] {
  const lines = openLines(report)
  return lines.length === 0 ? [] : [`### Not checked\n\n${listed(lines)}`]
}

function findingPart(finding: Finding, titles: ReadonlyMap<string, string>): string {
  const { severity, title, detail, causedBy, count, rule } = finding
  const cause = causedBy === undefined ? undefined : titles.get(causedBy)
  const reason = reasonOf(finding)
  const { fix, settings, verify } = remedyOf(finding)
  const facts = [
    rule === undefined ? 'Language model' : `Rule \`${rule}\``,
    ...(count > 1 ? [`${count} times`] : []),
    ...(cause === undefined ? [] : [`caused by “${escaped(cause)}”`]),
    ...(reason === undefined ? [] : [`why ${escaped(reason)}`]),
  ]
  return [
    `### ${severity}: ${escaped(title)}`,
    escaped(detail),
    ...(finding.evidence.length === 0 ? [] : [fenced(finding.evidence.map(evidenceText).join('\n'))]),
    ...(fix === '' ? [] : [`**Fix:** ${escaped(fix)}`]),
    ...(settings.length === 0 ? [] : [listed(settings)]),
    ...(verify === undefined ? [] : [escaped(verify).replace('Verify:', '**Verify:**')]),
    facts.join(' · '),
  ].join('\n\n')
}

const escaped = (text: string): string => oneLine(text).replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${printable(text)}\n${fence}`
}
