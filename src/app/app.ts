import type { Analysis, AnalysisFilter, FindingFilter, FoundFinding, Hosts, StoredEvent } from '../model/analysis.ts'
import type { CallRecord, StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { Page, Slice } from '../model/page.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { Micros } from '../model/time.ts'
import type { ApiKey, Role, Workspace } from '../model/workspace.ts'

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
  /**
   * Takes the bytes of an upload, streaming; resolves when all are on disk. `analysed` says whether somebody may be following:
   * then the sender is kept near the analysis.
   */
  receiveUpload(
    caller: KnownCaller,
    uploadId: string,
    bytes: AsyncIterable<Uint8Array>,
    analysed: 'meanwhile' | 'afterwards',
  ): Promise<Upload>

  analysis(caller: KnownCaller, id: string): Promise<Analysis | undefined>
  analyses(caller: KnownCaller, page: Page<AnalysisFilter>): Promise<Slice<Analysis>>
  /** Ranked findings of one analysis; while it runs, as they stand. */
  analysisFindings(caller: KnownCaller, analysisId: string): Promise<readonly Finding[]>
  analysisCalls(caller: KnownCaller, analysisId: string, page: Page<undefined>): Promise<Slice<CallRecord>>
  analysisStreams(caller: KnownCaller, analysisId: string, page: Page<undefined>): Promise<Slice<StreamRecord>>
  analysisRegistrations(
    caller: KnownCaller,
    analysisId: string,
    page: Page<undefined>,
  ): Promise<Slice<RegistrationRecord>>
  /** Who took part; empty lists until the input has been read. */
  analysisHosts(caller: KnownCaller, analysisId: string): Promise<Hosts>
  /** Those of these numbers that the analysis has. */
  callsByNumber(caller: KnownCaller, analysisId: string, numbers: readonly number[]): Promise<readonly CallRecord[]>
  streamsByNumber(caller: KnownCaller, analysisId: string, numbers: readonly number[]): Promise<readonly StreamRecord[]>
  registrationsByNumber(
    caller: KnownCaller,
    analysisId: string,
    numbers: readonly number[],
  ): Promise<readonly RegistrationRecord[]>
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
  /** SHA-256 of the upload where each try makes a new one: then the content, and not the id, makes two submissions the same. */
  readonly uploadSha256?: string | undefined
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
  /** Lower-case hex of the SHA-256 of the bytes, from the call that took them; undefined elsewhere. */
  readonly sha256: string | undefined
}
