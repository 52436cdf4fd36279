import type { AnalysisEvent, CallMetrics, CallRecord, InputSummary, Report, StageName, StreamRecord } from './events.ts'
import type { Category, Finding, RuleCoverage, Severity, SeverityCounts } from './finding.ts'
import type { RegistrationRecord } from './registration-record.ts'
import type { Micros } from './time.ts'

export type AnalysisStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'

/** An analysis as its owner sees it. */
export interface Analysis {
  readonly id: string
  readonly status: AnalysisStatus
  readonly createdAt: Micros
  readonly startedAt: Micros | undefined
  readonly finishedAt: Micros | undefined
  readonly failure: Failure | undefined
  readonly stages: readonly StageState[]
  /** Undefined until the input has been read. */
  readonly input: InputSummary | undefined
  readonly context: { readonly issue: string | undefined; readonly endpoints: readonly string[] }
  readonly summary: string | undefined
  /** Which capture would settle what stayed open; undefined where nothing grave is open, and until the verdict. */
  readonly nextCapture: string | undefined
  readonly severityCounts: SeverityCounts
  readonly recommendations: readonly string[]
  readonly coverage: readonly RuleCoverage[]
  readonly metrics: CallMetrics | undefined
}

export interface Failure {
  /** `no_sip_found`, `fetch_failed`, `payload_too_large`, `input_lost`, `internal`, `llm_failed` ... */
  readonly code: string
  readonly message: string
  readonly retryable: boolean
}

export interface StageState {
  readonly name: StageName
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'skipped'
  /** 0..1 where the size of the input is known. */
  readonly progress: number | undefined
  readonly elapsedMs: number | undefined
  readonly note: string | undefined
}

/** One row of the event log. What the worker yields, less the spine's own bookkeeping, plus how it ended. */
export interface StoredEvent {
  readonly seq: number
  readonly at: Micros
  readonly event:
    | Extract<
        AnalysisEvent,
        {
          kind:
            | 'stage-started'
            | 'stage-progress'
            | 'call-found'
            | 'finding-added'
            | 'finding-updated'
            | 'finding-withdrawn'
            | 'stage-completed'
        }
      >
    | { readonly kind: 'stage-failed'; readonly stage: StageName; readonly elapsedMs: number; readonly note: string }
    | { readonly kind: 'analysis-completed' }
    | { readonly kind: 'analysis-failed'; readonly failure: Failure }
    | { readonly kind: 'analysis-cancelled' }
}

/** Who took part, and how calls fared between them. */
export type Hosts = Pick<Report, 'endpoints' | 'peers'>

/** What an analysis has to say at one moment: written in one transaction, or not at all. */
export interface Entry {
  readonly firstSeq: number
  readonly events: readonly StoredEvent[]
  readonly findings: readonly { readonly finding: Finding; readonly rank: number }[]
  readonly removedFindings: readonly string[]
  readonly calls: readonly CallRecord[]
  readonly streams: readonly StreamRecord[]
  readonly registrations: readonly RegistrationRecord[]
  /** Once the input has been read. */
  readonly hosts: Hosts | undefined
  /** All five, when one of them has changed. */
  readonly stages: readonly StageState[] | undefined
}

export interface AnalysisFilter {
  readonly status?: readonly AnalysisStatus[] | undefined
}

export interface FindingFilter {
  readonly severity?: readonly Severity[] | undefined
  readonly category?: readonly Category[] | undefined
  readonly rule?: readonly string[] | undefined
  readonly fingerprint?: string | undefined
}

export interface FoundFinding {
  readonly analysisId: string
  readonly finding: Finding
}
