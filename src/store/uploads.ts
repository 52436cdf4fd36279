import { sql } from 'kysely'
import type { Micros } from '../model/time.ts'
import type { Db } from './database.ts'
import { dateOf, isUuid, microsOf, textOf } from './values.ts'

export type UploadState = 'open' | 'receiving' | 'complete' | 'failed'

export interface StoredUpload {
  readonly id: string
  readonly workspaceId: string
  readonly filename: string | undefined
  /** What the client said it would send. */
  readonly declaredBytes: number | undefined
  readonly receivedBytes: number
  readonly state: UploadState
  readonly createdAt: Micros
  readonly expiresAt: Micros
}

export async function insertUpload(
  db: Db,
  upload: {
    readonly id: string
    readonly workspaceId: string
    readonly filename: string | undefined
    readonly declaredBytes: number | undefined
    readonly expiresAt: Micros
  },
): Promise<StoredUpload> {
  const row = await db
    .insertInto('uploads')
    .values({
      id: upload.id,
      workspace_id: upload.workspaceId,
      filename: upload.filename === undefined ? null : textOf(upload.filename),
      declared_bytes: upload.declaredBytes ?? null,
      expires_at: dateOf(upload.expiresAt),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return uploadOf(row)
}

export async function uploadById(db: Db, workspaceId: string, id: string): Promise<StoredUpload | undefined> {
  if (!isUuid(id)) return undefined
  const row = await db
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row && uploadOf(row)
}

/** Open to receiving, for exactly one sender; false for every other one, and when it has expired. */
export async function beginUpload(db: Db, id: string): Promise<boolean> {
  const result = await db
    .updateTable('uploads')
    .set({ state: 'receiving' })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Bytes received so far, and how it stands when that has changed. */
export async function updateUpload(
  db: Db,
  id: string,
  change: { readonly receivedBytes?: number | undefined; readonly state?: UploadState | undefined },
): Promise<void> {
  const set = {
    ...(change.receivedBytes !== undefined && { received_bytes: change.receivedBytes }),
    ...(change.state !== undefined && { state: change.state }),
  }
  if (Object.keys(set).length > 0) await db.updateTable('uploads').set(set).where('id', '=', id).execute()
}

export async function deleteUpload(db: Db, id: string): Promise<void> {
  await db.deleteFrom('uploads').where('id', '=', id).execute()
}

/** Housekeeping: removes those whose time is over and no unfinished analysis reads, and names them; their files are the caller's. */
export async function deleteExpiredUploads(db: Db): Promise<readonly string[]> {
  const rows = await db
    .deleteFrom('uploads')
    .where('expires_at', '<=', sql<Date>`now()`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('analyses')
            .select('analyses.id')
            .whereRef('analyses.upload_id', '=', 'uploads.id')
            .where('analyses.status', 'in', ['queued', 'running']),
        ),
      ),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

const uploadOf = (row: {
  id: string
  workspace_id: string
  filename: string | null
  declared_bytes: number | null
  received_bytes: number
  state: UploadState
  created_at: Date
  expires_at: Date
}): StoredUpload => ({
  id: row.id,
  workspaceId: row.workspace_id,
  filename: row.filename ?? undefined,
  declaredBytes: row.declared_bytes ?? undefined,
  receivedBytes: row.received_bytes,
  state: row.state,
  createdAt: microsOf(row.created_at),
  expiresAt: microsOf(row.expires_at),
})
