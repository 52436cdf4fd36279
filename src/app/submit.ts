import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod'
import { STAGES } from '../model/events.ts'
import { policySchema } from '../model/options.ts'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import type { Plan } from '../model/workspace.ts'
import { type Acceptance, type Accepted, acceptAnalysis } from '../store/accept.ts'
import { analysisById } from '../store/analyses.ts'
import type { StoredAnalysis } from '../store/analysis-row.ts'
import type { Db } from '../store/database.ts'
import type { Store } from '../store/open.ts'
import { Undone } from '../store/undone.ts'
import type { KnownCaller, Submission, Submitted } from './app.ts'
import { emptyStage } from './event-log.ts'
import { dayOf, quotaOf, secondsToMidnight } from './quota.ts'
import { LEASE_SECONDS } from './run.ts'

/** Bytes of UTF-8 a pasted trace may have (contract §2). */
export const TRACE_MAX_BYTES = 512_000

/** What a caller is told to wait when the node is full. */
const BUSY_SECONDS = 5

const contextSchema = z.object({
  issue: z.string().max(2_000, 'the issue is longer than 2,000 characters').optional(),
  endpoints: z.array(z.string().max(200)).max(64, 'more than 64 endpoint labels').optional(),
})

const keySchema = z
  .string()
  .min(1, 'an idempotency key is 1 to 255 characters')
  .max(255, 'an idempotency key is 1 to 255 characters')

export interface SubmitParts {
  readonly store: Store
  /** Analyses this node runs now, and the most it may. */
  readonly running: () => number
  readonly maxRunning: number
  readonly now: () => Micros
  /** In whose name an analysis is claimed that somebody waits for. */
  readonly nodeId: string
  /** Queues one that nobody waits for; the job exists when the transaction commits, and only then. */
  readonly enqueue: (trx: Db, analysisId: string) => Promise<void>
}

export interface Started extends Submitted {
  /** The row to run here and now; undefined when it was attached or queued. */
  readonly claimed: StoredAnalysis | undefined
}

/**
 * Accepts an analysis: its shape is checked, a unit reserved, input and analysis stored, all in one transaction, so that
 * whatever is refused leaves nothing behind. Whoever calls it then starts the run.
 */
export async function submit(parts: SubmitParts, caller: KnownCaller, submission: Submission): Promise<Started> {
  const { store, now } = parts
  const shape = shapeOf(submission)
  const { workspace } = caller

  const createdAt = now()
  const acceptance = {
    id: randomUUID(),
    workspaceId: workspace.id,
    keyId: caller.kind === 'key' ? caller.keyId : undefined,
    userId: caller.kind === 'session' ? caller.userId : undefined,
    source: shape.source,
    uploadId: submission.uploadId,
    pcapUrl: submission.pcapUrl,
    context: shape.context,
    policy: shape.policy,
    stages: STAGES.map(emptyStage),
    createdAt,
    day: dayOf(createdAt),
    limit: workspace.plan.analysesPerDay,
    trace: submission.trace,
    idempotency: shape.idempotencyKey === undefined ? undefined : { key: shape.idempotencyKey, bodyHash: shape.hash },
    full: submission.wait === 'line' && parts.running() >= parts.maxRunning,
    claimedBy: submission.wait === 'line' ? { owner: parts.nodeId, leaseSeconds: LEASE_SECONDS } : undefined,
  }
  const outcome = await accepted(parts, acceptance, submission.wait)
  if (outcome.kind === 'accepted') {
    const { row, used } = outcome
    const claimed = row.status === 'running' ? row : undefined
    return { analysis: row, quota: await quotaOf(store.db, workspace, now(), used), attached: false, claimed }
  }
  if (outcome.kind !== 'attached') throw refusalOf(outcome.kind, workspace.plan, createdAt)
  const analysis = await analysisById(store.db, workspace.id, outcome.analysisId)
  if (analysis === undefined) throw new Refusal('not_found', 'The analysis of this idempotency key has been deleted.')
  return { analysis, quota: await quotaOf(store.db, workspace, now()), attached: true, claimed: undefined }
}

/** Where nobody waits the job is queued in the same transaction: it exists when the analysis does, and only then. */
async function accepted(
  { store, enqueue }: SubmitParts,
  acceptance: Acceptance,
  wait: Submission['wait'],
): Promise<Accepted> {
  try {
    if (wait === 'line') return await store.operate('accept', acceptance)
    return await store.db.transaction().execute(async (trx) => {
      const outcome = await acceptAnalysis(trx, acceptance)
      if (outcome.kind === 'accepted') await enqueue(trx, outcome.row.id)
      return outcome
    })
  } catch (error) {
    if (error instanceof Undone) return error.result as Accepted
    if (isSecondOfUpload(error)) return { kind: 'upload-taken' }
    throw error
  }
}

/** Two submissions of one upload at once: the unique index lets one through. */
const isSecondOfUpload = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'analyses_upload'

function refusalOf(kind: Exclude<Accepted['kind'], 'accepted' | 'attached'>, plan: Plan, at: Micros): Refusal {
  switch (kind) {
    case 'conflict':
      return new Refusal('idempotency_conflict', 'This idempotency key was used within 24 hours with another body.')
    case 'exhausted': {
      const sentence = `The ${plan.analysesPerDay} analyses a day of plan ${plan.name} are used up; the count starts again at midnight UTC.`
      return new Refusal('rate_limited', sentence, { retryAfterSeconds: secondsToMidnight(at) })
    }
    case 'full': {
      const sentence = 'This service is analysing as much as it can at once; try again shortly.'
      return new Refusal('service_unavailable', sentence, { retryAfterSeconds: BUSY_SECONDS })
    }
    case 'no-upload':
      return new Refusal('not_found', 'There is no upload with this id in your workspace.')
    case 'upload-broken':
      return new Refusal('invalid_input', 'This upload broke off; create another one.')
    case 'upload-taken':
      return new Refusal('invalid_input', 'This upload has been given to an analysis already.')
    default:
      return kind satisfies never
  }
}

/** The one place where a submission's shape is checked, for REST and GraphQL alike. */
function shapeOf(submission: Submission) {
  const { trace, pcapUrl, uploadId } = submission
  const sources = [trace, pcapUrl, uploadId].filter((source) => source !== undefined).length
  if (sources === 0)
    throw invalid(
      [],
      'Nothing to analyse: give the SIP messages as `trace`, or the address of a capture as `pcap_url`.',
    )
  if (sources > 1) throw invalid([], 'Give one source only: `trace`, `pcap_url` or an upload, not several.')
  if (trace !== undefined) {
    if (trace.trim() === '') throw invalid(['trace'], '`trace` is empty; paste the SIP messages of the call.')
    const bytes = Buffer.byteLength(trace)
    if (bytes > TRACE_MAX_BYTES)
      throw new Refusal(
        'payload_too_large',
        `The trace has ${bytes} bytes; the limit is ${TRACE_MAX_BYTES} (500 KB). Send larger ones as a file.`,
      )
  }
  if (pcapUrl !== undefined && !isHttpUrl(pcapUrl))
    throw invalid(['pcap_url'], '`pcap_url` must be an http or https address, such as https://example.com/call.pcap.')
  const context = parsed(contextSchema, submission.context ?? {}, 'context')
  const policy = submission.policy === undefined ? undefined : parsed(policySchema, submission.policy, 'policy')
  const idempotencyKey =
    submission.idempotencyKey === undefined ? undefined : parsed(keySchema, submission.idempotencyKey, 'idempotencyKey')
  const hash = createHash('sha256')
    .update(
      JSON.stringify([trace, pcapUrl, submission.uploadSha256 ?? uploadId, context.issue, context.endpoints, policy]),
    )
    .digest('hex')
  const source =
    trace !== undefined ? ('trace' as const) : pcapUrl !== undefined ? ('pcap-url' as const) : ('upload' as const)
  return { source, context: { issue: context.issue, endpoints: context.endpoints ?? [] }, policy, idempotencyKey, hash }
}

export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.map(({ path, message }) => ({
    path: [name, ...path.map((part) => (typeof part === 'symbol' ? String(part) : part))],
    message,
  }))
  throw new Refusal('invalid_input', issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), {
    issues,
  })
}

const invalid = (path: readonly string[], message: string): Refusal =>
  new Refusal('invalid_input', message, { issues: [{ path, message }] })

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}
