import { type SqlBool, sql } from 'kysely'
import type { FindingFilter, FoundFinding } from '../model/analysis.ts'
import { type Finding, severityOrder } from '../model/finding.ts'
import type { Slice } from '../model/page.ts'
import { numberCursor, numberOf, sliceOf } from './cursor.ts'
import type { Db } from './database.ts'
import { fromJson, isUuid, jsonRows, textOf } from './values.ts'

/** Writes findings as they now stand, new and changed ones alike, in one statement. A finding keeps its place in lists. */
export async function putFindings(
  db: Db,
  analysisId: string,
  workspaceId: string,
  ranked: readonly { readonly finding: Finding; readonly rank: number }[],
): Promise<void> {
  if (ranked.length === 0) return
  // Lists show the newest first: of a batch the first in rank is written last.
  const rows = [...ranked].sort((a, b) => b.rank - a.rank)
  const column = (read: (finding: Finding) => string | number | null) => rows.map(({ finding }) => read(finding))
  await sql`
    insert into findings (analysis_id, workspace_id, id, rank, rule, severity, severity_order, category, title,
      fingerprint, data)
    select ${analysisId}::uuid, ${workspaceId}::uuid, batch.id, batch.rank, batch.rule, batch.severity,
      batch.severity_order, batch.category, batch.title, batch.fingerprint, batch.data
    from rows from (
      unnest(${column((finding) => textOf(finding.id))}::text[], ${rows.map(({ rank }) => rank)}::int[],
      ${column((finding) => finding.rule ?? null)}::text[], ${column((finding) => finding.severity)}::text[],
      ${column((finding) => severityOrder(finding.severity))}::smallint[],
      ${column((finding) => finding.category)}::text[], ${column((finding) => textOf(finding.title))}::text[],
      ${column((finding) => textOf(finding.fingerprint))}::text[]),
      json_array_elements(${jsonRows(rows.map(({ finding }) => finding))}::text::json))
      as batch (id, rank, rule, severity, severity_order, category, title, fingerprint, data)
    on conflict (analysis_id, id) do update set rank = excluded.rank, rule = excluded.rule,
      severity = excluded.severity, severity_order = excluded.severity_order, category = excluded.category,
      title = excluded.title, fingerprint = excluded.fingerprint, data = excluded.data`.execute(db)
}

/** Those ids, or all of the analysis when none are named (an attempt that starts afresh). */
export async function removeFindings(db: Db, analysisId: string, ids?: readonly string[]): Promise<void> {
  let query = db.deleteFrom('findings').where('analysis_id', '=', analysisId)
  if (ids) query = query.where(sql<SqlBool>`id = any(${ids.map(textOf)}::text[])`)
  await query.execute()
}

/** All findings of an analysis of that workspace, in rank order; none for another's. */
export async function findingsOf(db: Db, workspaceId: string, analysisId: string): Promise<readonly Finding[]> {
  if (!isUuid(analysisId)) return []
  const rows = await db
    .selectFrom('findings')
    .select('data')
    .where('analysis_id', '=', analysisId)
    .where('workspace_id', '=', workspaceId)
    .orderBy('rank')
    .orderBy('position', 'desc')
    .execute()
  return rows.map((row) => fromJson<Finding>(row.data))
}

export async function findingById(
  db: Db,
  workspaceId: string,
  analysisId: string,
  findingId: string,
): Promise<FoundFinding | undefined> {
  if (!isUuid(analysisId)) return undefined
  const row = await db
    .selectFrom('findings')
    .select('data')
    .where('analysis_id', '=', analysisId)
    .where('id', '=', textOf(findingId))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row && { analysisId, finding: fromJson<Finding>(row.data) }
}

/** Across the workspace's analyses, newest first. Throws `Refusal('invalid_input')` for a malformed cursor. */
export async function findingsPage(
  db: Db,
  workspaceId: string,
  filter: FindingFilter | undefined,
  first: number,
  after: string | undefined,
): Promise<Slice<FoundFinding>> {
  let query = db
    .selectFrom('findings')
    .select(['analysis_id', 'position', 'data'])
    .where('workspace_id', '=', workspaceId)
  for (const column of ['severity', 'category', 'rule'] as const) {
    const wanted = filter?.[column]
    if (wanted) query = query.where(sql<SqlBool>`${sql.ref(column)} = any(${wanted.map(textOf)}::text[])`)
  }
  if (filter?.fingerprint !== undefined) query = query.where('fingerprint', '=', textOf(filter.fingerprint))
  if (after !== undefined) query = query.where('position', '<', numberOf('findings', after))
  const rows = await query
    .orderBy('position', 'desc')
    .limit(first + 1)
    .execute()
  return sliceOf(rows, first, (row) => ({
    item: { analysisId: row.analysis_id, finding: fromJson<Finding>(row.data) },
    cursor: numberCursor('findings', row.position),
  }))
}
