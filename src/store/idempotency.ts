import { sql } from 'kysely'
import type { Db } from './database.ts'
import { textOf } from './values.ts'

/** How long a key attaches (contract §1). */
const IDEMPOTENCY_TTL_HOURS = 24

export type Claim =
  | { readonly claimed: true }
  | { readonly claimed: false; readonly analysisId: string; readonly bodyHash: string }

/**
 * Claims the key for that analysis, or says which one has it. Belongs into the transaction that inserts the analysis: another
 * claimer waits for its end, and a rolled back one leaves nothing. A key older than 24 h is replaced.
 */
export async function claimIdempotency(
  db: Db,
  workspaceId: string,
  key: string,
  bodyHash: string,
  analysisId: string,
): Promise<Claim> {
  const name = textOf(key)
  for (;;) {
    const { rows } = await sql<{ analysis_id: string }>`
      insert into idempotency_keys (workspace_id, key, body_hash, analysis_id)
      values (${workspaceId}::uuid, ${name}, ${bodyHash}, ${analysisId}::uuid)
      on conflict (workspace_id, key) do update
        set body_hash = excluded.body_hash, analysis_id = excluded.analysis_id, created_at = now()
        where idempotency_keys.created_at <= now() - make_interval(hours => ${IDEMPOTENCY_TTL_HOURS}::int)
      returning analysis_id`.execute(db)
    if (rows.length > 0) return { claimed: true }
    const found = await findIdempotency(db, workspaceId, key)
    // Expired or deleted between the two statements: claim again.
    if (found) return { claimed: false, ...found }
  }
}

/** The analysis a live key stands for; a look before anything is claimed or charged. */
export async function findIdempotency(
  db: Db,
  workspaceId: string,
  key: string,
): Promise<{ readonly analysisId: string; readonly bodyHash: string } | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['analysis_id', 'body_hash'])
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', textOf(key))
    .where('created_at', '>', sql<Date>`now() - make_interval(hours => ${IDEMPOTENCY_TTL_HOURS}::int)`)
    .executeTakeFirst()
  return row && { analysisId: row.analysis_id, bodyHash: row.body_hash }
}

/** Housekeeping. Gives how many were removed. */
export async function deleteExpiredIdempotency(db: Db): Promise<number> {
  const result = await db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<=', sql<Date>`now() - make_interval(hours => ${IDEMPOTENCY_TTL_HOURS}::int)`)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Frees the key of an analysis that was given back: who tries again is to get a new one. */
export async function forgetIdempotency(db: Db, analysisId: string): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('analysis_id', '=', analysisId).execute()
}
