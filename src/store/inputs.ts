import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Db } from './database.ts'

/** The quickest: what takes time is the way of the octets to the database and back, and SIP is a tenth of its size even so. */
const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Keeps the pasted text of an analysis until it has ended: UTF-8, packed with zstd (RFC 8878). */
export async function putInput(db: Db, analysisId: string, trace: string): Promise<void> {
  await db
    .insertInto('inputs')
    .values({ analysis_id: analysisId, trace: zstdCompressSync(trace, QUICK) })
    .execute()
}

/** UTF-8 bytes of the pasted text, or undefined when it is gone. */
export async function inputOf(db: Db, analysisId: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('inputs').select('trace').where('analysis_id', '=', analysisId).executeTakeFirst()
  return row && zstdDecompressSync(row.trace)
}

/** Deletes the text of an analysis that has ended, unless its workspace keeps its inputs. */
export async function discardInput(db: Db, workspaceId: string, analysisId: string): Promise<void> {
  await db
    .deleteFrom('inputs')
    .where('analysis_id', '=', analysisId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('workspaces').select('id').where('id', '=', workspaceId).where('keep_input', '=', true))),
    )
    .execute()
}

export async function removeInput(db: Db, analysisId: string): Promise<void> {
  await db.deleteFrom('inputs').where('analysis_id', '=', analysisId).execute()
}
