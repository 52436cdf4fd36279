import { type SqlBool, sql, type Updateable } from 'kysely'
import type { Analysis, AnalysisFilter, AnalysisStatus, Failure, StageState } from '../model/analysis.ts'
import type { CallMetrics, InputSummary } from '../model/events.ts'
import type { RuleCoverage, SeverityCounts } from '../model/finding.ts'
import type { Policy } from '../model/options.ts'
import type { Slice } from '../model/page.ts'
import type { Micros } from '../model/time.ts'
import { analysisOf, type StoredAnalysis, storedAnalysisOf } from './analysis-row.ts'
import { instantCursor, instantOf, sliceOf } from './cursor.ts'
import type { Database, Db } from './database.ts'
import { dateOf, isUuid, microsOf, textOf } from './values.ts'

export interface NewAnalysis {
  readonly id: string
  readonly workspaceId: string
  readonly keyId?: string | undefined
  readonly userId?: string | undefined
  readonly source: 'trace' | 'pcap-url' | 'upload'
  readonly stages: readonly StageState[]
  readonly context: Analysis['context']
  readonly policy: Policy
  readonly uploadId?: string | undefined
  readonly pcapUrl?: string | undefined
  /** The UTC day (`YYYY-MM-DD`) its unit was taken from; undefined when nothing was charged. */
  readonly chargedDay?: string | undefined
  /** The instant it counts from; the database's clock when undefined. */
  readonly createdAt?: Micros | undefined
  /** Who runs it at once, so that no crash can leave it unclaimed; absent when it is to wait in the queue. */
  readonly claimedBy?: { readonly owner: string; readonly leaseSeconds: number } | undefined
}

/** A new analysis: `queued` with attempt 0, or with `claimedBy` already `running` as that owner's attempt 1. */
export async function insertAnalysis(db: Db, analysis: NewAnalysis): Promise<StoredAnalysis> {
  const row = await db
    .insertInto('analyses')
    .values({
      id: analysis.id,
      workspace_id: analysis.workspaceId,
      key_id: analysis.keyId ?? null,
      user_id: analysis.userId ?? null,
      source: analysis.source,
      stages: JSON.stringify(analysis.stages),
      context: JSON.stringify(analysis.context),
      policy: JSON.stringify(analysis.policy),
      upload_id: analysis.uploadId ?? null,
      pcap_url: analysis.pcapUrl === undefined ? null : textOf(analysis.pcapUrl),
      charged_day: analysis.chargedDay ?? null,
      ...(analysis.createdAt !== undefined && { created_at: dateOf(analysis.createdAt) }),
      ...(analysis.claimedBy && {
        status: 'running',
        attempt: 1,
        lease_owner: analysis.claimedBy.owner,
        lease_until: fromNow(analysis.claimedBy.leaseSeconds),
        started_at: sql<Date>`now()`,
      }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return storedAnalysisOf(row)
}

/** Undefined for an id that is malformed, unknown or of another workspace: nobody can tell which. */
export async function analysisById(db: Db, workspaceId: string, id: string): Promise<Analysis | undefined> {
  if (!isUuid(id)) return undefined
  const row = await db
    .selectFrom('analyses')
    .selectAll()
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row && analysisOf(row)
}

/** Everything the runner needs, whosever it is. */
export async function analysisRow(db: Db, id: string): Promise<StoredAnalysis | undefined> {
  if (!isUuid(id)) return undefined
  const row = await db.selectFrom('analyses').selectAll().where('id', '=', id).executeTakeFirst()
  return row && storedAnalysisOf(row)
}

/** Newest first. Throws `Refusal('invalid_input')` for a malformed cursor. */
export async function analysesPage(
  db: Db,
  workspaceId: string,
  filter: AnalysisFilter | undefined,
  first: number,
  after: string | undefined,
): Promise<Slice<Analysis>> {
  let query = db.selectFrom('analyses').selectAll().where('workspace_id', '=', workspaceId)
  if (filter?.status) query = query.where(sql<SqlBool>`status = any(${[...filter.status]}::text[])`)
  if (after !== undefined) {
    const { at, id } = instantOf('analyses', after)
    query = query.where(sql<SqlBool>`(created_at, id) < (${at}, ${id}::uuid)`)
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(first + 1)
    .execute()
  return sliceOf(rows, first, (row) => ({
    item: analysisOf(row),
    cursor: instantCursor('analyses', microsOf(row.created_at), row.id),
  }))
}

/**
 * Takes the analysis for `owner`: only a queued one, or a running one whose lease has run out. Gives the number of this attempt,
 * under which everything is then written; undefined when somebody else has it or it has ended.
 */
export async function claimAnalysis(
  db: Db,
  id: string,
  owner: string,
  leaseSeconds: number,
): Promise<number | undefined> {
  const row = await db
    .updateTable('analyses')
    .set({
      status: 'running',
      attempt: sql`attempt + 1`,
      lease_owner: owner,
      lease_until: fromNow(leaseSeconds),
      started_at: sql`coalesce(started_at, now())`,
    })
    .where('id', '=', id)
    .where(sql<SqlBool>`(status = 'queued' or (status = 'running' and lease_until < now()))`)
    .returning('attempt')
    .executeTakeFirst()
  return row?.attempt
}

/** False when the lease is another's by now: the holder stops and writes nothing more. */
export async function renewLease(
  db: Db,
  id: string,
  owner: string,
  attempt: number,
  seconds: number,
): Promise<boolean> {
  const result = await fenced(db, id, attempt)
    .set({ lease_until: fromNow(seconds) })
    .where('lease_owner', '=', owner)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** What an analysis becomes while it runs and when it ends; what is absent stays as it is. */
export interface AnalysisChange {
  readonly stages?: readonly StageState[] | undefined
  readonly input?: InputSummary | undefined
  readonly summary?: string | undefined
  readonly nextCapture?: string | undefined
  readonly severityCounts?: SeverityCounts | undefined
  readonly recommendations?: readonly string[] | undefined
  readonly coverage?: readonly RuleCoverage[] | undefined
  readonly metrics?: CallMetrics | undefined
  readonly failure?: Failure | undefined
}

/** False, and nothing written, when this attempt no longer holds the analysis. */
export async function updateProgress(db: Db, id: string, attempt: number, change: AnalysisChange): Promise<boolean> {
  const set = columnsOf(change)
  if (Object.keys(set).length === 0) return (await analysisRow(db, id))?.attempt === attempt
  const result = await fenced(db, id, attempt).set(set).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends the analysis. Undefined, and nothing written, when this attempt no longer holds it or it has ended already. */
export async function finishAnalysis(
  db: Db,
  id: string,
  attempt: number,
  end: AnalysisChange & { readonly status: Extract<AnalysisStatus, 'completed' | 'failed' | 'cancelled'> },
): Promise<StoredAnalysis | undefined> {
  const row = await fenced(db, id, attempt)
    .set({
      ...columnsOf(end),
      status: end.status,
      finished_at: sql`now()`,
      lease_owner: null,
      lease_until: null,
    })
    .returningAll()
    .executeTakeFirst()
  return row && storedAnalysisOf(row)
}

/** Whether it has ended, or is no longer there. */
export async function isOver(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('analyses').select('status').where('id', '=', id).executeTakeFirst()
  return row === undefined || (row.status !== 'queued' && row.status !== 'running')
}

/** Whether that upload was given to an analysis. */
export async function isAnalysed(db: Db, uploadId: string): Promise<boolean> {
  const row = await db.selectFrom('analyses').select('id').where('upload_id', '=', uploadId).executeTakeFirst()
  return row !== undefined
}

/** The row, held until the transaction ends: nobody claims it or appends to its log meanwhile. */
export async function lockAnalysis(trx: Db, id: string): Promise<StoredAnalysis | undefined> {
  const row = await trx.selectFrom('analyses').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && storedAnalysisOf(row)
}

/** Gives a running analysis free at once, for whoever comes next. */
export async function releaseLease(db: Db, id: string, attempt: number): Promise<void> {
  await fenced(db, id, attempt)
    .where('status', '=', 'running')
    .set({ lease_until: fromNow(-1) })
    .execute()
}

/** Gives every running analysis free: only where no other process can be holding one. */
export async function releaseAllLeases(db: Db): Promise<void> {
  await db
    .updateTable('analyses')
    .set({ lease_until: fromNow(-1) })
    .where('status', '=', 'running')
    .execute()
}

/** Marks the unit as given back and names its day; undefined when nothing was charged or it was given back before. */
export async function refundOnce(db: Db, id: string): Promise<string | undefined> {
  const row = await db
    .updateTable('analyses')
    .set({ refunded: true })
    .where('id', '=', id)
    .where('refunded', '=', false)
    .where('charged_day', 'is not', null)
    .returning('charged_day')
    .executeTakeFirst()
  return row?.charged_day ?? undefined
}

/** Running ones whose holder has not been heard from, oldest lease first. */
export async function expiredLeases(db: Db): Promise<readonly StoredAnalysis[]> {
  const rows = await db
    .selectFrom('analyses')
    .selectAll()
    .where('status', '=', 'running')
    .where('lease_until', '<', sql<Date>`now()`)
    .orderBy('lease_until')
    .limit(1_000)
    .execute()
  return rows.map(storedAnalysisOf)
}

/** With its events, findings, calls, streams and input. False when the workspace has no such analysis. */
export async function deleteAnalysis(db: Db, workspaceId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const result = await db
    .deleteFrom('analyses')
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** Housekeeping: at most 500 at a time that ended before their workspace's retention. Gives their ids. */
export async function deleteOlderThanRetention(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from analyses where id in (
      select analyses.id from analyses join workspaces on workspaces.id = analyses.workspace_id
      where finished_at < now() - make_interval(days => workspaces.retention_days)
      limit 500)
    returning id`.execute(db)
  return rows.map((row) => row.id)
}

/** Only the attempt that holds the analysis writes; attempt 0 is the one nobody has begun. */
const fenced = (db: Db, id: string, attempt: number) =>
  db
    .updateTable('analyses')
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where(sql<SqlBool>`status in ('queued', 'running')`)

/** By the database's clock: nodes need not agree on the time. */
const fromNow = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds}::float8)`

function columnsOf(change: AnalysisChange): Updateable<Database['analyses']> {
  const { summary, nextCapture, stages, input, severityCounts, recommendations, coverage, metrics, failure } = change
  return {
    ...(summary !== undefined && { summary: textOf(summary) }),
    ...(nextCapture !== undefined && { next_capture: textOf(nextCapture) }),
    ...(stages && { stages: JSON.stringify(stages) }),
    ...(input && { input: JSON.stringify(input) }),
    ...(severityCounts && { severity_counts: JSON.stringify(severityCounts) }),
    ...(recommendations && { recommendations: JSON.stringify(recommendations) }),
    ...(coverage && { coverage: JSON.stringify(coverage) }),
    ...(metrics && { metrics: JSON.stringify(metrics) }),
    ...(failure && { failure: JSON.stringify(failure) }),
  }
}
