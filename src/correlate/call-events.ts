import type { Call } from '../model/call.ts'
import type { AnalysisEvent, CallMetrics } from '../model/events.ts'
import type { JoinedCall } from '../model/joined-call.ts'
import type { Batch } from './intake.ts'
import { createMetrics } from './metrics.ts'
import { callRecord } from './records.ts'
import { registrationRecord } from './registration-records.ts'

/** Turns batches into what is told of calls, registrations and streams, and adds up their figures. */
export interface CallEvents {
  of(batch: Batch): readonly AnalysisEvent[]
  metrics(): CallMetrics | undefined
}

/**
 * A call is told of when it is first seen and when it is final; where it may be a leg of a joined call, when all legs are. A
 * stream is told of when it has ended, a registration when it is final. Of calls numbered beyond `told` only the figures count.
 */
export function createCallEvents(told = Number.POSITIVE_INFINITY): CallEvents {
  const figures = createMetrics()
  /** Numbers of calls that were told of and are not final yet. */
  const open = new Set<number>()
  let registrations = 0

  const close = (call: Call, joined: JoinedCall | undefined, events: AnalysisEvent[]): void => {
    figures.call(call)
    if (call.number > told) return
    const record = callRecord(call)
    const whole = joined ? { ...record, joined } : record
    if (!open.delete(call.number)) events.push({ kind: 'call-found', call: whole })
    events.push({ kind: 'call-closed', call: whole })
  }

  return {
    of({ conversations, closed, joins, facts }) {
      const events: AnalysisEvent[] = []
      for (const conversation of conversations) {
        if (conversation.kind === 'registration' && conversation.final) {
          const registration = registrationRecord(conversation, ++registrations, facts.lastAt)
          events.push({ kind: 'registration-closed', registration })
        }
        if (conversation.kind !== 'call') continue
        const { key, number, final } = conversation
        if (final) {
          if (!joins.waiting.has(key)) close(conversation, undefined, events)
        } else if (number <= told && !open.has(number)) {
          events.push({ kind: 'call-found', call: callRecord(conversation) })
          open.add(number)
        }
      }
      for (const { joined, calls } of joins.joined) for (const call of calls) close(call, joined, events)
      for (const call of joins.single) close(call, undefined, events)
      for (const stream of closed) {
        figures.stream(stream)
        events.push({ kind: 'stream-closed', stream })
      }
      return events
    },
    metrics: figures.metrics,
  }
}
