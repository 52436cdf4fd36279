import type { Hosts } from '../model/analysis.ts'
import type { Db } from './database.ts'
import { fromJson, isUuid } from './values.ts'

/** Writes who took part in an analysis; what is there already is replaced. */
export async function putHosts(db: Db, analysisId: string, hosts: Hosts): Promise<void> {
  await db
    .insertInto('hosts')
    .values({ analysis_id: analysisId, data: JSON.stringify(hosts) })
    .onConflict((conflict) => conflict.column('analysis_id').doUpdateSet(({ ref }) => ({ data: ref('excluded.data') })))
    .execute()
}

/** Empty lists until the analysis has read its input. */
export async function hostsOf(db: Db, analysisId: string): Promise<Hosts> {
  if (!isUuid(analysisId)) return NOBODY
  const row = await db.selectFrom('hosts').select('data').where('analysis_id', '=', analysisId).executeTakeFirst()
  return row ? fromJson<Hosts>(row.data) : NOBODY
}

const NOBODY: Hosts = { endpoints: [], peers: [] }
