import { sql } from 'kysely'
import type { Db } from './database.ts'

/**
 * Tells whoever listens on that channel, on any node. In a transaction it is delivered when that commits, so the listener
 * finds what it was told of. PostgreSQL takes at most 7,999 bytes: payloads are ids, never content.
 */
export async function notify(db: Db, channel: string, payload: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${payload})`.execute(db)
}

/** Whether the database answers. */
export async function answers(db: Db): Promise<boolean> {
  try {
    await sql`select 1`.execute(db)
    return true
  } catch {
    return false
  }
}
