import { textLadder } from '../ladder/text.ts'
import type { Report } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import { oneLine, printable } from '../model/printable.ts'
import type { Analysed } from './analysis.ts'
import { callLadder } from './call-ladder.ts'
import { openLines } from './open.ts'
import { reportTables } from './tables.ts'
import { callTitle, concerned, countsText, evidenceText, inputText, LADDER_ROWS, readText } from './text.ts'

const PAPER = { width: 100, rows: LADDER_ROWS }

/** A report to paste into a ticket. Whatever comes from the trace is escaped: it cannot become a link, an image or HTML. */
export function markdownReport(analysed: Analysed): string {
  const { file, report, calls } = analysed
  const titles = new Map(report.findings.map(({ id, title }) => [id, title]))
  const parts = [
    `## ${escaped(file)}`,
    escaped(report.summary),
    `${escaped(inputText(report.input))}. Findings: ${countsText(report.severityCounts)}.`,
    ...readText(report.input).map(escaped),
    ...report.findings.map((finding) => findingPart(finding, titles)),
    ...concerned(calls, report.findings).map(
      (call) => `### ${escaped(callTitle(call))}\n\n${fenced(textLadder(callLadder(call, analysed), PAPER))}`,
    ),
    ...reportTables(analysed, PAPER.width).map(fenced),
    ...openPart(report),
  ]
  return `${parts.join('\n\n')}\n`
}

function openPart(report: Report): readonly string[] {
  const lines = openLines(report)
  return lines.length === 0 ? [] : [`### Not checked\n\n${lines.map((line) => `- ${escaped(line)}`).join('\n')}`]
}

function findingPart(finding: Finding, titles: ReadonlyMap<string, string>): string {
  const { severity, category, title, detail, recommendation, causedBy, count, rule, severityReason } = finding
  const cause = causedBy === undefined ? undefined : titles.get(causedBy)
  const facts = [
    category,
    rule === undefined ? 'language model' : `\`${rule}\``,
    ...(count > 1 ? [`${count} times`] : []),
    ...(cause === undefined ? [] : [`caused by “${escaped(cause)}”`]),
    ...(severityReason === undefined ? [] : [escaped(severityReason)]),
  ]
  return [
    `### ${severity}: ${escaped(title)}`,
    escaped(detail),
    ...(recommendation === '' ? [] : [`**Fix:** ${escaped(recommendation)}`]),
    ...(finding.evidence.length === 0 ? [] : [fenced(finding.evidence.map(evidenceText).join('\n'))]),
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
