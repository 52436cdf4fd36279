import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod'
import { STAGES } from '../model/events.ts'
import { policySchema } from '../model/options.ts'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import { analysisById, insertAnalysis, isAnalysed } from '../store/analyses.ts'
import type { StoredAnalysis } from '../store/analysis-row.ts'
import type { Db } from '../store/database.ts'
import { claimIdempotency } from '../store/idempotency.ts'
import { putInput } from '../store/inputs.ts'
import { countKeyUse } from '../store/keys.ts'
import type { Store } from '../store/open.ts'
import { uploadById } from '../store/uploads.ts'
import { reserveUnit } from '../store/usage.ts'
import { workspacePolicy } from '../store/workspaces.ts'
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

export interface Accepted extends Submitted {
  /** The row to run here and now; undefined when it was attached or queued. */
  readonly claimed: StoredAnalysis | undefined
}

/**
 * Accepts an analysis: its shape is checked, a unit reserved, input and analysis stored, all in one transaction, so that
 * whatever is refused leaves nothing behind. Whoever calls it then starts the run.
 */
export async function submit(parts: SubmitParts, caller: KnownCaller, submission: Submission): Promise<Accepted> {
  const { store, now } = parts
  const shape = shapeOf(submission)
  const { workspace } = caller

  const outcome = await store.db
    .transaction()
    .execute((trx) => accept(trx, parts, caller, submission, shape))
    .catch((error: unknown) => {
      throw isSecondOfUpload(error) ? alreadyAnalysed() : error
    })
  if (outcome.kind === 'accepted') {
    const { row } = outcome
    const claimed = row.status === 'running' ? row : undefined
    return { analysis: row, quota: await quotaOf(store.db, workspace, now(), outcome.used), attached: false, claimed }
  }
  const analysis = await analysisById(store.db, workspace.id, outcome.analysisId)
  if (analysis === undefined) throw new Refusal('not_found', 'The analysis of this idempotency key has been deleted.')
  return { analysis, quota: await quotaOf(store.db, workspace, now()), attached: true, claimed: undefined }
}

/** The part that is one transaction: idempotency, quota, capacity, then the rows. */
async function accept(trx: Db, parts: SubmitParts, caller: KnownCaller, submission: Submission, shape: Shape) {
  const { workspace } = caller
  const id = randomUUID()
  const createdAt = parts.now()
  const day = dayOf(createdAt)
  if (shape.idempotencyKey !== undefined) {
    const claim = await claimIdempotency(trx, workspace.id, shape.idempotencyKey, shape.hash, id)
    if (!claim.claimed) {
      if (claim.bodyHash !== shape.hash)
        throw new Refusal('idempotency_conflict', 'This idempotency key was used within 24 hours with another body.')
      return { kind: 'attached' as const, analysisId: claim.analysisId }
    }
  }
  if (submission.uploadId !== undefined) await checkUpload(trx, workspace.id, submission.uploadId)
  const { name, analysesPerDay } = workspace.plan
  const used = await reserveUnit(trx, workspace.id, day, analysesPerDay)
  if (used === undefined) {
    const sentence = `The ${analysesPerDay} analyses a day of plan ${name} are used up; the count starts again at midnight UTC.`
    throw new Refusal('rate_limited', sentence, { retryAfterSeconds: secondsToMidnight(createdAt) })
  }
  if (submission.wait === 'line' && parts.running() >= parts.maxRunning) {
    const sentence = 'This service is analysing as much as it can at once; try again shortly.'
    throw new Refusal('service_unavailable', sentence, { retryAfterSeconds: BUSY_SECONDS })
  }
  const row = await insertAnalysis(trx, {
    id,
    workspaceId: workspace.id,
    keyId: caller.kind === 'key' ? caller.keyId : undefined,
    userId: caller.kind === 'session' ? caller.userId : undefined,
    source: shape.source,
    uploadId: submission.uploadId,
    pcapUrl: submission.pcapUrl,
    context: shape.context,
    policy: shape.policy ?? (await workspacePolicy(trx, workspace.id)),
    stages: STAGES.map(emptyStage),
    createdAt,
    chargedDay: day,
    claimedBy: submission.wait === 'line' ? { owner: parts.nodeId, leaseSeconds: LEASE_SECONDS } : undefined,
  })
  if (submission.trace !== undefined) await putInput(trx, id, submission.trace)
  if (caller.kind === 'key') await countKeyUse(trx, caller.keyId, day)
  if (submission.wait === 'queue') await parts.enqueue(trx, id)
  return { kind: 'accepted' as const, row, used }
}

/** An upload is analysed once: its bytes are gone afterwards. */
async function checkUpload(db: Db, workspaceId: string, uploadId: string): Promise<void> {
  const upload = await uploadById(db, workspaceId, uploadId)
  if (upload === undefined) throw new Refusal('not_found', 'There is no upload with this id in your workspace.')
  if (upload.state === 'failed') throw new Refusal('invalid_input', 'This upload broke off; create another one.')
  if (await isAnalysed(db, uploadId)) throw alreadyAnalysed()
}

const alreadyAnalysed = (): Refusal =>
  new Refusal('invalid_input', 'This upload has been given to an analysis already.')

/** Two submissions of one upload at once: the unique index lets one through. */
const isSecondOfUpload = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'analyses_upload'

type Shape = ReturnType<typeof shapeOf>

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

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string): z.infer<Schema> {
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
