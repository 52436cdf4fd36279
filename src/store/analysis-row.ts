import type { Selectable } from 'kysely'
import type { Analysis, Failure, StageState } from '../model/analysis.ts'
import type { CallMetrics, InputSummary } from '../model/events.ts'
import type { RuleCoverage, SeverityCounts } from '../model/finding.ts'
import type { Policy } from '../model/options.ts'
import type { Micros } from '../model/time.ts'
import type { Database } from './database.ts'
import { fromJson, fromJsonOrNone, microsOf, microsOrNone } from './values.ts'

export type AnalysisRow = Selectable<Database['analyses']>

/** An analysis with what only the runner and housekeeping look at. */
export interface StoredAnalysis extends Analysis {
  readonly workspaceId: string
  readonly keyId: string | undefined
  readonly userId: string | undefined
  readonly source: 'trace' | 'pcap-url' | 'upload'
  readonly uploadId: string | undefined
  readonly pcapUrl: string | undefined
  readonly policy: Policy
  /** Counts claims; 0 before the first. */
  readonly attempt: number
  readonly leaseOwner: string | undefined
  readonly leaseUntil: Micros | undefined
  /** `YYYY-MM-DD` in UTC. */
  readonly chargedDay: string | undefined
  readonly refunded: boolean
  /** Sequence number of its last event, 0 before the first. */
  readonly lastSeq: number
}

export function analysisOf(row: AnalysisRow): Analysis {
  const context = fromJson<{ issue?: string; endpoints?: readonly string[] }>(row.context)
  return {
    id: row.id,
    status: row.status,
    createdAt: microsOf(row.created_at),
    startedAt: microsOrNone(row.started_at),
    finishedAt: microsOrNone(row.finished_at),
    failure: fromJsonOrNone<Failure>(row.failure),
    stages: fromJson<readonly StageState[]>(row.stages),
    input: fromJsonOrNone<InputSummary>(row.input),
    context: { issue: context.issue, endpoints: context.endpoints ?? [] },
    summary: row.summary ?? undefined,
    nextCapture: row.next_capture ?? undefined,
    severityCounts: fromJson<SeverityCounts>(row.severity_counts),
    recommendations: fromJson<readonly string[]>(row.recommendations),
    coverage: fromJson<readonly RuleCoverage[]>(row.coverage),
    metrics: fromJsonOrNone<CallMetrics>(row.metrics),
  }
}

export const storedAnalysisOf = (row: AnalysisRow): StoredAnalysis => ({
  ...analysisOf(row),
  workspaceId: row.workspace_id,
  keyId: row.key_id ?? undefined,
  userId: row.user_id ?? undefined,
  source: row.source,
  uploadId: row.upload_id ?? undefined,
  pcapUrl: row.pcap_url ?? undefined,
  policy: fromJson<Policy>(row.policy),
  attempt: row.attempt,
  leaseOwner: row.lease_owner ?? undefined,
  leaseUntil: microsOrNone(row.lease_until),
  chargedDay: row.charged_day ?? undefined,
  refunded: row.refunded,
  lastSeq: row.last_seq,
})
