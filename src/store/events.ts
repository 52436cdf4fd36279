import { sql } from 'kysely'
import type { StoredEvent } from '../model/analysis.ts'
import type { Micros } from '../model/time.ts'
import type { Db } from './database.ts'
import { dateOf, fromJson, microsOf } from './values.ts'

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
  const seqs = events.map((_, index) => firstSeq + index)
  const { rows } = await sql<{ held: number }>`
    with held as (
      update analyses set last_seq = greatest(last_seq, ${firstSeq + events.length - 1}::int)
      where id = ${analysisId}::uuid and attempt = ${attempt}::int and status in ('queued', 'running')
      returning id),
    added as (
      insert into analysis_events (analysis_id, seq, at, data)
      select held.id, batch.seq, batch.at, batch.data::json
      from held, unnest(
        ${seqs}::int[], ${events.map(({ at }) => dateOf(at).toISOString())}::timestamptz[],
        ${events.map(({ event }) => JSON.stringify(event))}::text[]) as batch (seq, at, data)
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
