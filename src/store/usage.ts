import { sql } from 'kysely'
import type { Db } from './database.ts'

/**
 * Takes one unit of that UTC day (`YYYY-MM-DD`) and gives how many are used then, or undefined when `limit` were used
 * already. One statement: of any number at once exactly as many succeed as units are left.
 */
export async function reserveUnit(
  db: Db,
  workspaceId: string,
  day: string,
  limit: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ used: number }>`
    insert into usage_days (workspace_id, day, used)
    select ${workspaceId}::uuid, ${day}::date, 1 where ${limit}::int > 0
    on conflict (workspace_id, day) do update set used = usage_days.used + 1 where usage_days.used < ${limit}::int
    returning used`.execute(db)
  return rows[0]?.used
}

/** Gives one unit back. The ledger never goes below zero. Use it after `refundOnce`, in the same transaction. */
export async function returnUnit(db: Db, workspaceId: string, day: string): Promise<void> {
  await db
    .updateTable('usage_days')
    .set((update) => ({ used: update('used', '-', 1) }))
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .where('used', '>', 0)
    .execute()
}

export async function unitsUsed(db: Db, workspaceId: string, day: string): Promise<number> {
  const row = await db
    .selectFrom('usage_days')
    .select('used')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .executeTakeFirst()
  return row?.used ?? 0
}
