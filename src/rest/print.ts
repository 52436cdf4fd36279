import type { Quota, Upload } from '../app/app.ts'
import type { Analysis } from '../model/analysis.ts'
import { countSeverities, type Finding, recommendationsOf } from '../model/finding.ts'
import { printMetrics } from '../model/metrics.ts'
import { isoOf, MICROS_PER_MS, type Micros } from '../model/time.ts'
import type { ApiKey } from '../model/workspace.ts'
import type { AnalysisAnswer, ExpandedFindingAnswer, FindingAnswer } from './shapes.ts'

/** Millisecond precision, as the reference's examples have it. */
const instant = (at: Micros): string => new Date(Math.floor(at / MICROS_PER_MS)).toISOString()
const maybe = <Value, Printed>(value: Value | undefined, print: (value: Value) => Printed): Printed | null =>
  value === undefined ? null : print(value)

/** The reference's five members and no other. */
const printFinding = ({ severity, category, title, detail, recommendation }: Finding): FindingAnswer => ({
  severity,
  category,
  title,
  detail,
  recommendation,
})

/** With `?expand=evidence`: everything that is known of a finding. */
const printExpanded = (finding: Finding): ExpandedFindingAnswer => ({
  ...printFinding(finding),
  id: finding.id,
  rule: finding.rule ?? null,
  source: finding.source,
  severity_reason: finding.severityReason ?? null,
  fixes: finding.fixes.map(({ product, text }) => ({ product, text })),
  confidence: finding.confidence,
  evidence: finding.evidence.map(({ kind, message, frame, line, at, excerpt, redacted }) => ({
    kind,
    message: message ?? null,
    frame: frame ?? null,
    line: line ?? null,
    at: maybe(at, isoOf),
    excerpt,
    redacted,
  })),
  count: finding.count,
  calls: [...finding.calls],
  first_seen: maybe(finding.firstSeen, isoOf),
  last_seen: maybe(finding.lastSeen, isoOf),
  caused_by: finding.causedBy ?? null,
  references: [...finding.references],
  fingerprint: finding.fingerprint,
})

/** The answer of POST /v1/analyze for a completed analysis. Counts and recommendations are those of the findings shown. */
export function printAnalysis(
  analysis: Analysis,
  findings: readonly Finding[],
  { plan, quota, expand }: { readonly plan: string; readonly quota: Quota; readonly expand: boolean },
): AnalysisAnswer {
  const finishedAt = analysis.finishedAt ?? analysis.createdAt
  return {
    findings: findings.map(expand ? printExpanded : printFinding),
    severity_counts: countSeverities(findings),
    recommendations: recommendationsOf(findings),
    summary: analysis.summary ?? '',
    metrics: maybe(analysis.metrics, printMetrics),
    meta: {
      analyzed_at: instant(finishedAt),
      elapsed_ms: Math.max(0, Math.round((finishedAt - analysis.createdAt) / MICROS_PER_MS)),
      plan,
      calls_today: quota.used,
      calls_remaining: quota.remaining,
      calls_limit: quota.limit,
      analysis_id: analysis.id,
    },
  }
}

export const printKey = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  created_at: instant(key.createdAt),
  last_used_at: maybe(key.lastUsedAt, instant),
  calls_today: key.callsToday,
  calls_total: key.callsTotal,
  revoked_at: maybe(key.revokedAt, instant),
})

export const printGenerated = (key: ApiKey, secret: string) => ({
  id: key.id,
  name: key.name,
  key: secret,
  prefix: key.prefix,
  created_at: instant(key.createdAt),
})

export const printRevoked = (key: ApiKey) => ({
  revoked: true,
  key_id: key.id,
  revoked_at: instant(key.revokedAt ?? key.createdAt),
})

export const printUpload = ({ id, bytes, complete, expiresAt }: Upload) => ({
  id,
  bytes,
  complete,
  expires_at: instant(expiresAt),
})
