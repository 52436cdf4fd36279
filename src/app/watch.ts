import type { StoredEvent } from '../model/analysis.ts'
import { isOver } from '../store/analyses.ts'
import { eventsAfter } from '../store/events.ts'
import type { Store } from '../store/open.ts'
import type { Hub } from './hub.ts'

const PAGE = 500
/** A reader looks for itself this often, should a poke from another node ever be lost. */
const FALLBACK_MS = 2_000

export const isTerminal = ({ event }: StoredEvent): boolean =>
  event.kind === 'analysis-completed' || event.kind === 'analysis-failed' || event.kind === 'analysis-cancelled'

/**
 * The stored events after `after`, in batches, then those to come, until the terminal one or the signal. It listens before it
 * reads, so nothing falls between; what it gives is always a row already, so a cursor never points at something lost.
 */
export async function* watch(
  { store, hub }: { readonly store: Store; readonly hub: Hub },
  analysisId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[]> {
  const listener = hub.listen(analysisId)
  try {
    for (let last = after; !signal.aborted; ) {
      const rows = await eventsAfter(store.db, analysisId, last, PAGE)
      const newest = rows.at(-1)
      if (newest !== undefined) {
        last = newest.seq
        yield rows
        if (isTerminal(newest)) return
      } else if (await isOver(store.db, analysisId)) {
        // The last words and the status are one transaction: what is not there now never will be.
        if ((await eventsAfter(store.db, analysisId, last, 1)).length === 0) return
        continue
      }
      if (rows.length < PAGE) await listener.next(FALLBACK_MS, signal)
    }
  } finally {
    listener.stop()
  }
}
