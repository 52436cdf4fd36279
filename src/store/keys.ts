import { type SqlBool, sql } from 'kysely'
import type { Slice } from '../model/page.ts'
import type { Micros } from '../model/time.ts'
import type { ApiKey, Workspace } from '../model/workspace.ts'
import { instantCursor, instantOf, sliceOf } from './cursor.ts'
import type { Db } from './database.ts'
import { isUuid, microsOf, microsOrNone, textOf } from './values.ts'
import { workspaceColumns, workspaceOf } from './workspaces.ts'

/** `hash` is the SHA-256 of the secret; the secret itself is never stored. */
export async function insertKey(
  db: Db,
  key: {
    readonly id: string
    readonly workspaceId: string
    readonly name: string
    readonly prefix: string
    readonly hash: Uint8Array
  },
): Promise<ApiKey> {
  const row = await db
    .insertInto('api_keys')
    .values({
      id: key.id,
      workspace_id: key.workspaceId,
      name: textOf(key.name),
      prefix: key.prefix,
      hash: key.hash,
    })
    .returning([...keyColumns, sql<number>`0`.as('calls_today')])
    .executeTakeFirstOrThrow()
  return keyOf(row)
}

export interface FoundKey {
  readonly keyId: string
  readonly revokedAt: Micros | undefined
  readonly expiresAt: Micros | undefined
  readonly workspace: Workspace
}

/** The key with that hash, revoked and expired ones included, with its workspace and plan, in one query. */
export async function keyByHash(db: Db, hash: Uint8Array): Promise<FoundKey | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('workspaces', 'workspaces.id', 'api_keys.workspace_id')
    .innerJoin('organization', 'organization.id', 'workspaces.id')
    .innerJoin('plans', 'plans.slug', 'workspaces.plan')
    .select(['api_keys.id as key_id', 'api_keys.revoked_at', 'api_keys.expires_at', ...workspaceColumns])
    .where('api_keys.hash', '=', hash)
    .executeTakeFirst()
  return (
    row && {
      keyId: row.key_id,
      revokedAt: microsOrNone(row.revoked_at),
      expiresAt: microsOrNone(row.expires_at),
      workspace: workspaceOf(row),
    }
  )
}

/** The workspace's keys, newest first, revoked ones included. `today` is the UTC day `callsToday` counts. */
export async function keysOf(
  db: Db,
  workspaceId: string,
  page: { readonly first: number; readonly after?: string | undefined },
  today: string = utcToday(),
): Promise<Slice<ApiKey>> {
  let query = selectKeys(db, workspaceId, today)
  if (page.after !== undefined) {
    const { at, id } = instantOf('keys', page.after)
    query = query.where(sql<SqlBool>`(created_at, id) < (${at}, ${id}::uuid)`)
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.first + 1)
    .execute()
  return sliceOf(rows, page.first, (row) => ({
    item: keyOf(row),
    cursor: instantCursor('keys', microsOf(row.created_at), row.id),
  }))
}

/** Revokes it; a second time changes nothing and gives the same answer. Undefined when the workspace has no such key. */
export async function revokeKey(db: Db, workspaceId: string, keyId: string): Promise<ApiKey | undefined> {
  if (!isUuid(keyId)) return undefined
  await db
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', keyId)
    .where('workspace_id', '=', workspaceId)
    .where('revoked_at', 'is', null)
    .execute()
  const row = await selectKeys(db, workspaceId, utcToday()).where('id', '=', keyId).executeTakeFirst()
  return row && keyOf(row)
}

/** One more call by that key on that UTC day (`YYYY-MM-DD`), in one statement. */
export async function countKeyUse(db: Db, keyId: string, day: string): Promise<void> {
  await sql`
    with used as (
      update api_keys set calls_total = calls_total + 1, last_used_at = now() where id = ${keyId}::uuid returning id)
    insert into key_days (key_id, day, calls) select id, ${day}::date, 1 from used
    on conflict (key_id, day) do update set calls = key_days.calls + 1`.execute(db)
}

const utcToday = (): string => new Date().toISOString().slice(0, 10)

const keyColumns = [
  'id',
  'name',
  'prefix',
  'created_at',
  'last_used_at',
  'expires_at',
  'revoked_at',
  'calls_total',
] as const

const selectKeys = (db: Db, workspaceId: string, today: string) =>
  db
    .selectFrom('api_keys')
    .leftJoin('key_days', (join) =>
      join.onRef('key_days.key_id', '=', 'api_keys.id').on('key_days.day', '=', sql<string>`${today}::date`),
    )
    .select([...keyColumns, sql<number>`coalesce(key_days.calls, 0)`.as('calls_today')])
    .where('workspace_id', '=', workspaceId)

const keyOf = (row: {
  id: string
  name: string
  prefix: string
  created_at: Date
  last_used_at: Date | null
  expires_at: Date | null
  revoked_at: Date | null
  calls_total: number
  calls_today: number
}): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  createdAt: microsOf(row.created_at),
  lastUsedAt: microsOrNone(row.last_used_at),
  expiresAt: microsOrNone(row.expires_at),
  revokedAt: microsOrNone(row.revoked_at),
  callsToday: row.calls_today,
  callsTotal: row.calls_total,
})

/** Whether it was revoked; a key that is gone counts as revoked. */
export async function keyIsRevoked(db: Db, keyId: string): Promise<boolean> {
  const row = await db.selectFrom('api_keys').select('revoked_at').where('id', '=', keyId).executeTakeFirst()
  return row === undefined || row.revoked_at !== null
}
