import type { AnalysisEvent, CallMetrics } from '../model/events.ts'
import type { Batch } from './intake.ts'
import { createMetrics } from './metrics.ts'
import { callRecord } from './records.ts'

/** Turns batches into what is told of calls and streams, and adds up their figures. */
export interface CallEvents {
  of(batch: Batch): readonly AnalysisEvent[]
  metrics(): CallMetrics | undefined
}

/** A call is told of when it is first seen and when it is final; a stream when it has ended. */
export function createCallEvents(): CallEvents {
  const figures = createMetrics()
  /** Numbers of calls that were told of and are not final yet. */
  const open = new Set<number>()
  return {
    of({ conversations, closed }) {
      const events: AnalysisEvent[] = []
      for (const conversation of conversations) {
        if (conversation.kind !== 'call') continue
        const { number, final } = conversation
        const known = open.has(number)
        if (known && !final) continue
        const call = callRecord(conversation)
        if (!known) events.push({ kind: 'call-found', call })
        if (!final) {
          open.add(number)
          continue
        }
        open.delete(number)
        figures.call(conversation)
        events.push({ kind: 'call-closed', call })
      }
      for (const stream of closed) {
        figures.stream(stream)
        events.push({ kind: 'stream-closed', stream })
      }
      return events
    },
    metrics: figures.metrics,
  }
}
