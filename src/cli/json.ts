import type { CapturePair } from '../model/capture-point.ts'
import type { AnalysisEvent, InputSummary, Report } from '../model/events.ts'
import type { Evidence, Finding } from '../model/finding.ts'
import { printMetrics } from '../model/metrics.ts'
import { isoOf, type Micros } from '../model/time.ts'
import type { Analysed } from './analysis.ts'

/** The REST answer with expanded findings, without the quota figures, plus what was read and judged (contract §6). */
export const reportJson = ({ file, report, analysedAt, elapsedMs }: Analysed) => ({
  file,
  summary: report.summary,
  findings: report.findings.map(findingJson),
  severity_counts: report.severityCounts,
  recommendations: report.recommendations,
  metrics: report.metrics === undefined ? null : printMetrics(report.metrics),
  meta: { analyzed_at: isoOf(analysedAt), elapsed_ms: Math.round(elapsedMs) },
  input: inputJson(report.input),
  coverage: coverageJson(report),
})

/** A finding by the names of contract §4: absent is null, an instant ISO 8601. */
const findingJson = (finding: Finding) => ({
  id: finding.id,
  rule: finding.rule ?? null,
  source: finding.source,
  severity: finding.severity,
  severityReason: finding.severityReason ?? null,
  category: finding.category,
  title: finding.title,
  detail: finding.detail,
  recommendation: finding.recommendation,
  fixes: finding.fixes,
  confidence: finding.confidence,
  evidence: finding.evidence.map(evidenceJson),
  count: finding.count,
  calls: finding.calls,
  firstSeen: instant(finding.firstSeen),
  lastSeen: instant(finding.lastSeen),
  causedBy: finding.causedBy ?? null,
  references: finding.references,
  fingerprint: finding.fingerprint,
})

const evidenceJson = (evidence: Evidence) => ({
  kind: evidence.kind,
  message: evidence.message ?? null,
  frame: evidence.frame ?? null,
  line: evidence.line ?? null,
  at: instant(evidence.at),
  excerpt: evidence.excerpt,
  redacted: evidence.redacted,
})

const instant = (at: Micros | undefined): string | null => (at === undefined ? null : isoOf(at))

const inputJson = (input: InputSummary) => ({
  kind: input.kind,
  format: input.format,
  bytes: input.bytes,
  packets: input.packets ?? null,
  messages: input.messages,
  calls: input.calls,
  flaws: input.flaws.map(({ kind, count, example, where }) => ({
    kind,
    count,
    example: example ?? null,
    where: where ?? null,
  })),
  ...(input.lines === undefined ? {} : { lines: input.lines }),
  ...(input.traffic === undefined ? {} : { traffic: input.traffic }),
  ...(input.capturePoints === undefined ? {} : { capturePoints: input.capturePoints.map(pairJson) }),
})

const pairJson = ({ points, messages, clockDifferenceUs, delayUs }: CapturePair) => ({
  points,
  messages,
  clockDifferenceMs: clockDifferenceUs === undefined ? null : clockDifferenceUs / 1000,
  delayMs: delayUs === undefined ? null : delayUs / 1000,
})

const coverageJson = (report: Report) =>
  report.coverage.map(({ rule, verdict, reason, subjects }) => ({ rule, verdict, reason: reason ?? null, subjects }))

/** What the command line tells while it reads: the spine's events, and how the language model's stage went. */
export type ToldEvent =
  | Exclude<AnalysisEvent, { kind: 'transcript' | 'verdict' }>
  | { readonly kind: 'stage-failed'; readonly stage: 'llm'; readonly elapsedMs: number; readonly note: string }

/** Members that hold an instant, in every record an event may carry. */
const INSTANTS = new Set([
  'at',
  'firstAt',
  'lastAt',
  'startedAt',
  'answeredAt',
  'endedAt',
  'firstSeen',
  'lastSeen',
  'startUs',
  'endUs',
  'untilUs',
  'longestAt',
])

/** An event as one line of JSON, without its line end. */
export function eventLine(file: string, event: ToldEvent): string {
  const told = 'finding' in event ? { ...event, finding: findingJson(event.finding) } : event
  return JSON.stringify({ file, ...told }, (key, value) =>
    typeof value === 'number' && INSTANTS.has(key) ? isoOf(value) : value,
  )
}

/** The last event of a file: the whole answer. */
export const verdictLine = (analysed: Analysed): string =>
  JSON.stringify({ file: analysed.file, kind: 'verdict', report: reportJson(analysed) })
