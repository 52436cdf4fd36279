import { createAnalyzer } from '../../src/analyze.ts'
import type { CallRecord, Report, StreamRecord } from '../../src/model/events.ts'
import type { RegistrationRecord } from '../../src/model/registration-record.ts'
import type { Ladder } from './ladder.ts'

/** What the spine makes of a drawing, as records. */
export interface AnalysedLadder {
  readonly calls: readonly CallRecord[]
  readonly streams: readonly StreamRecord[]
  readonly registrations: readonly RegistrationRecord[]
  readonly report: Report
}

export function analysedLadder(drawn: Ladder): AnalysedLadder {
  const analyzer = createAnalyzer(drawn.options)
  const calls = new Map<number, CallRecord>()
  const streams: StreamRecord[] = []
  const registrations: RegistrationRecord[] = []
  let report: Report | undefined
  for (const event of [...analyzer.push(drawn.bytes), ...analyzer.end()]) {
    if (event.kind === 'call-closed') calls.set(event.call.number, event.call)
    else if (event.kind === 'stream-closed') streams.push(event.stream)
    else if (event.kind === 'registration-closed') registrations.push(event.registration)
    else if (event.kind === 'verdict') report = event.report
  }
  if (!report) throw new Error('the spine ended without a verdict')
  return { calls: [...calls.values()].sort((a, b) => a.number - b.number), streams, registrations, report }
}
