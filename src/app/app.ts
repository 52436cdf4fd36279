import type { AnalysisEvent, CallMetrics, CallRecord, InputSummary, StageName, StreamRecord } from '../model/events.ts'
import type { Category, Finding, RuleCoverage, Severity, SeverityCounts } from '../model/finding.ts'
import type { Policy } from '../model/options.ts'
import type { Micros } from '../model/time.ts'

/**
 * What a caller may ask. `graphql` and `rest` know this interface and nothing below it; every method checks identity,
 * plan and workspace itself and throws a `Refusal` when it will not do it. "Elsewhere" and "nowhere" are one `not_found`.
 */
export interface App {
  /** Who asks. Never throws: an unknown or revoked key is anonymous with a reason. */
  identify(credentials: Credentials): Promise<Caller>
  /** Throws `unauthenticated`, or `plan_required` where the plan does not allow this surface (contract §1). */
  admit(caller: Caller, surface: Surface): asserts caller is KnownCaller
  /** Limit and remaining are 0 for a caller who is not identified. */
  quota(caller: Caller): Promise<Quota>

  /** Starts an analysis, or attaches to the one with the same idempotency key. Reserves the unit. */
  submit(caller: KnownCaller, submission: Submission): Promise<Submitted>
  /** Resolves when the analysis has ended, whichever way. */
  settled(caller: KnownCaller, analysisId: string, signal?: AbortSignal): Promise<Analysis>
  cancel(caller: KnownCaller, analysisId: string): Promise<Analysis>
  remove(caller: KnownCaller, analysisId: string): Promise<void>

  createUpload(caller: KnownCaller, input: { readonly filename?: string; readonly bytes?: number }): Promise<Upload>
  /** Takes the bytes of an upload, streaming; resolves when all are on disk. */
  receiveUpload(caller: KnownCaller, uploadId: string, bytes: AsyncIterable<Uint8Array>): Promise<Upload>

  analysis(caller: KnownCaller, id: string): Promise<Analysis | undefined>
  analyses(caller: KnownCaller, page: Page<AnalysisFilter>): Promise<Slice<Analysis>>
  /** Ranked findings of one analysis; while it runs, as they stand. */
  analysisFindings(caller: KnownCaller, analysisId: string): Promise<readonly Finding[]>
  analysisCalls(caller: KnownCaller, analysisId: string, page: Page<undefined>): Promise<Slice<CallRecord>>
  analysisStreams(caller: KnownCaller, analysisId: string, page: Page<undefined>): Promise<Slice<StreamRecord>>
  /** Across analyses of the workspace, newest first. */
  findings(caller: KnownCaller, page: Page<FindingFilter>): Promise<Slice<FoundFinding>>
  finding(caller: KnownCaller, analysisId: string, findingId: string): Promise<FoundFinding | undefined>

  /**
   * The events of an analysis after that sequence number, first those stored, then live, ending after the terminal one.
   * Every event is stored before it is given out, so a reader who comes back with the last `seq` misses nothing.
   */
  watch(
    caller: KnownCaller,
    analysisId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly StoredEvent[]>

  keys(caller: KnownCaller, page: Page<undefined>): Promise<Slice<ApiKey>>
  generateKey(caller: KnownCaller, name: string | undefined): Promise<{ readonly key: ApiKey; readonly secret: string }>
  revokeKey(caller: KnownCaller, keyId: string): Promise<ApiKey>
  /** Calls back once when that key is revoked, on whatever node; the result stops listening. */
  onKeyRevoked(keyId: string, callback: () => void): () => void

  workspacePolicy(caller: KnownCaller): Promise<Policy>
}

export interface Credentials {
  /** The whole Authorization header, or the `Authorization` member of a connection_init payload. */
  readonly authorization: string | undefined
  /** The Cookie header; only given where the request's Origin is our own or there is none. */
  readonly cookie: string | undefined
  /** X-Workspace-Id, for sessions. */
  readonly workspaceId: string | undefined
}

export type Surface = 'rest' | 'graphql'

export interface Plan {
  readonly slug: string
  readonly name: string
  readonly apiAccess: boolean
  readonly analysesPerDay: number
}

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly plan: Plan
  readonly retentionDays: number
}

export type Role = 'owner' | 'member' | 'viewer'

export type Caller = AnonymousCaller | KnownCaller
export interface AnonymousCaller {
  readonly kind: 'anonymous'
  /** `missing`: no credential; `invalid`: unknown, mistyped, expired or revoked. */
  readonly reason: 'missing' | 'invalid'
}
export type KnownCaller =
  | { readonly kind: 'key'; readonly keyId: string; readonly workspace: Workspace }
  | {
      readonly kind: 'session'
      readonly via: 'cookie' | 'bearer'
      readonly userId: string
      readonly userName: string
      readonly userEmail: string
      readonly workspace: Workspace
      readonly role: Role
    }

export interface Quota {
  readonly limit: number
  readonly used: number
  readonly remaining: number
  /** Next UTC midnight. */
  readonly resetsAt: Micros
}

/** Exactly one source. Its shape is checked here, once, for both interfaces. */
export interface Submission {
  readonly trace?: string | undefined
  readonly pcapUrl?: string | undefined
  readonly uploadId?: string | undefined
  readonly context?:
    | { readonly issue?: string | undefined; readonly endpoints?: readonly string[] | undefined }
    | undefined
  readonly policy?: unknown
  readonly idempotencyKey?: string | undefined
  /** `line`: somebody waits, this node starts at once. `queue`: nobody does, a job is queued. */
  readonly wait: 'line' | 'queue'
}

export interface Submitted {
  readonly analysis: Analysis
  readonly quota: Quota
  /** True when an earlier submission with this idempotency key was found; nothing was charged. */
  readonly attached: boolean
}

export interface Upload {
  readonly id: string
  /** Where to PUT the bytes: `<PUBLIC_URL>/v1/uploads/<id>`. */
  readonly url: string
  readonly expiresAt: Micros
  readonly bytes: number
  readonly complete: boolean
}

export type AnalysisStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'

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

export interface Page<Filter> {
  readonly filter?: Filter | undefined
  /** 1..100 */
  readonly first: number
  /** Opaque, from `Slice.items[].cursor`; exclusive. A malformed one is `invalid_input`. */
  readonly after?: string | undefined
}

export interface Slice<Item> {
  readonly items: readonly { readonly item: Item; readonly cursor: string }[]
  readonly hasNext: boolean
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  /** `sips_` and the first 8 characters. */
  readonly prefix: string
  readonly createdAt: Micros
  readonly lastUsedAt: Micros | undefined
  readonly expiresAt: Micros | undefined
  readonly revokedAt: Micros | undefined
  readonly callsToday: number
  readonly callsTotal: number
}
