import { sql } from 'kysely'
import type { StoredEvent } from '../model/analysis.ts'
import type { Micros } from '../model/time.ts'
import type { Db } from './database.ts'
import { dateOf, fromJson, jsonRows, microsOf } from './values.ts'

/**
 * Appends a batch under `firstSeq`, `firstSeq + 1` ... in one statement, and moves the analysis's `lastSeq` on. False, and
 * nothing written, when that attempt no longer holds the analysis or it has ended. Events already there stay (a repeated
 * batch changes nothing). In a transaction it holds the analysis's row, so what follows is fenced with it.
 */
export async function appendEvents(
  db: Db,
  analysisId: string,
  attempt: number,
  firstSeq: number,
  events: readonly { readonly at: Micros; readonly event: StoredEvent['event'] }[],
): Promise<boolean> {
  const { rows } = await sql<{ held: number }>`
    with held as (
      update analyses set last_seq = greatest(last_seq, ${firstSeq + events.length - 1}::int)
      where id = ${analysisId}::uuid and attempt = ${attempt}::int and status in ('queued', 'running')
      returning id),
    added as (
      insert into analysis_events (analysis_id, seq, at, data)
      select held.id, ${firstSeq - 1}::int + batch.place, batch.at, batch.data
      from held, rows from (
        json_array_elements(${jsonRows(events.map(({ event }) => event))}::text::json),
        unnest(${events.map(({ at }) => dateOf(at).toISOString())}::timestamptz[])) with ordinality as batch (data, at, place)
      on conflict do nothing)
    select count(*)::int as held from held`.execute(db)
  return rows[0]?.held === 1
}

/** At most `limit` events behind that sequence number, in order. */
export async function eventsAfter(
  db: Db,
  analysisId: string,
  after: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const rows = await db
    .selectFrom('analysis_events')
    .select(['seq', 'at', 'data'])
    .where('analysis_id', '=', analysisId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ seq: row.seq, at: microsOf(row.at), event: fromJson<StoredEvent['event']>(row.data) }))
}
