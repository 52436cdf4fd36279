import type { LadderSource } from '../../src/ladder/layout.ts'
import { ladderSource } from '../../src/ladder/source.ts'
import type { Finding } from '../../src/model/finding.ts'
import { type AnalysedLadder, analysedLadder } from './analysed-ladder.ts'
import type { Ladder } from './ladder.ts'

/** What the ladder of a drawing's calls is drawn of, all in one, with these findings and no others. */
export function sourceOf(drawn: Ladder, findings: readonly Finding[] = []): LadderSource {
  const { calls, streams, report }: AnalysedLadder = analysedLadder(drawn)
  const title = `Call 1: ${calls[0]?.from ?? '?'} → ${calls[0]?.to ?? '?'}`
  return ladderSource(calls, title, { streams, findings, endpoints: report.endpoints })
}
