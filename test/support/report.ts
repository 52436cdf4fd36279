import { createAnalyzer } from '../../src/analyze.ts'
import type { AnalysisEvent, Report } from '../../src/model/events.ts'
import type { Ladder } from './ladder.ts'

/** Every event of a whole analysis, in chunks of `chunkBytes`. */
export function eventsOf(drawn: Ladder, chunkBytes = drawn.bytes.length): readonly AnalysisEvent[] {
  const analyzer = createAnalyzer(drawn.options, () => 0)
  const events: AnalysisEvent[] = []
  for (let at = 0; at < drawn.bytes.length; at += chunkBytes) {
    events.push(...analyzer.push(drawn.bytes.subarray(at, at + chunkBytes)))
  }
  return [...events, ...analyzer.end()]
}

/** The verdict of a whole analysis. */
export function report(drawn: Ladder, chunkBytes?: number): Report {
  const last = eventsOf(drawn, chunkBytes).at(-1)
  if (last?.kind !== 'verdict') throw new Error('the analysis ended without a verdict')
  return last.report
}
