import type { Entry } from '../model/analysis.ts'
import { type AnalysisChange, finishAnalysis, refundOnce, updateProgress } from './analyses.ts'
import type { StoredAnalysis } from './analysis-row.ts'
import { putCalls } from './calls.ts'
import type { Db } from './database.ts'
import { appendEvents } from './events.ts'
import { putFindings, removeFindings } from './findings.ts'
import { putHosts } from './hosts.ts'
import { forgetIdempotency } from './idempotency.ts'
import { discardInput } from './inputs.ts'
import { putRegistrations } from './registrations.ts'
import { putStreams } from './streams.ts'
import { Undone } from './undone.ts'
import { returnUnit } from './usage.ts'

export interface Recording {
  readonly analysisId: string
  readonly workspaceId: string
  readonly attempt: number
  readonly entry: Entry
  /** The last words: how it ended, and whether the unit comes back. */
  readonly end: (AnalysisChange & { readonly status: 'completed' | 'failed'; readonly refund: boolean }) | undefined
}

/** `held` is false, and nothing was written, when this attempt no longer holds the analysis; `analysis` is it after its end. */
export type Recorded = { readonly held: boolean; readonly analysis: StoredAnalysis | undefined }

/**
 * Writes what an analysis has to say: events, results and status together, so that whoever reads the terminal event finds all
 * it speaks of.
 */
export async function recordEntry(
  trx: Db,
  { analysisId, workspaceId, attempt, entry, end }: Recording,
): Promise<Recorded> {
  const { events, findings, removedFindings, calls, streams, registrations, hosts, stages, firstSeq } = entry
  const held =
    events.length > 0
      ? await appendEvents(trx, analysisId, attempt, firstSeq, events)
      : await updateProgress(trx, analysisId, attempt, { stages })
  if (!held) throw new Undone({ held: false, analysis: undefined } satisfies Recorded)
  if (stages && events.length > 0 && !end) await updateProgress(trx, analysisId, attempt, { stages })
  if (removedFindings.length > 0) await removeFindings(trx, analysisId, removedFindings)
  if (findings.length > 0) await putFindings(trx, analysisId, workspaceId, findings)
  if (calls.length > 0) await putCalls(trx, analysisId, calls)
  if (streams.length > 0) await putStreams(trx, analysisId, streams)
  if (registrations.length > 0) await putRegistrations(trx, analysisId, registrations)
  if (hosts) await putHosts(trx, analysisId, hosts)
  if (!end) return { held, analysis: undefined }
  const analysis = await finishAnalysis(trx, analysisId, attempt, end)
  await discardInput(trx, workspaceId, analysisId)
  if (end.refund) await giveBack(trx, workspaceId, analysisId)
  return { held, analysis }
}

/** Gives the unit back, once, and frees the idempotency key: a client that tries again is to get a new analysis. */
export async function giveBack(trx: Db, workspaceId: string, analysisId: string): Promise<void> {
  const day = await refundOnce(trx, analysisId)
  if (day !== undefined) await returnUnit(trx, workspaceId, day)
  await forgetIdempotency(trx, analysisId)
}
