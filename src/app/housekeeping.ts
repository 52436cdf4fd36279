import type { Logger } from 'pino'
import { enqueueAnalysis, type Queue } from '../jobs/queue.ts'
import { deleteOlderThanRetention, expiredLeases } from '../store/analyses.ts'
import { deleteExpiredIdempotency } from '../store/idempotency.ts'
import type { Store } from '../store/open.ts'
import { deleteExpiredUploads } from '../store/uploads.ts'
import type { Spool } from './spool.ts'

export interface HousekeepingParts {
  readonly store: Store
  readonly queue: Queue
  readonly spool: Spool
  readonly log: Logger
}

/** Queues analyses again whose node died. Every node looks every few seconds; a claim decides who runs them. */
export async function adoptOrphans({
  store,
  queue,
  log,
}: Pick<HousekeepingParts, 'store' | 'queue' | 'log'>): Promise<void> {
  const orphaned = await expiredLeases(store.db)
  for (const { id } of orphaned) await enqueueAnalysis(queue, id)
  if (orphaned.length > 0) log.warn({ requeued: orphaned.length }, 'analyses of a node that died are queued again')
}

/**
 * What one node does every minute: what is past its time is deleted, results after the workspace's retention, uploads nobody
 * analysed, idempotency keys after a day.
 */
export async function housekeep({ store, spool, log }: Omit<HousekeepingParts, 'queue'>): Promise<void> {
  const deleted = await deleteOlderThanRetention(store.db)
  const uploads = await deleteExpiredUploads(store.db)
  for (const id of uploads) await spool.remove(id)
  const keys = await deleteExpiredIdempotency(store.db)
  if (deleted.length + uploads.length + keys > 0)
    log.info({ deleted: deleted.length, uploads: uploads.length, keys }, 'housekeeping')
}
