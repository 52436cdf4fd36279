import type { Logger } from 'pino'
import type { LlmStage } from '../llm/stage.ts'
import type { Failure, StoredEvent } from '../model/analysis.ts'
import type { AnalysisEvent, Report, TranscriptMessage } from '../model/events.ts'
import { countSeverities, type Finding, recommendationsOf } from '../model/finding.ts'
import { mergeRanked } from '../model/rank.ts'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import {
  analysisRow,
  claimAnalysis,
  finishAnalysis,
  refundOnce,
  releaseLease,
  renewLease,
  updateProgress,
} from '../store/analyses.ts'
import type { StoredAnalysis } from '../store/analysis-row.ts'
import { putCalls } from '../store/calls.ts'
import type { Db } from '../store/database.ts'
import { appendEvents, eventsAfter } from '../store/events.ts'
import { putFindings, removeFindings } from '../store/findings.ts'
import { forgetIdempotency } from '../store/idempotency.ts'
import { discardInput } from '../store/inputs.ts'
import type { Store } from '../store/open.ts'
import { putStreams } from '../store/streams.ts'
import { returnUnit } from '../store/usage.ts'
import { WorkerLost, type WorkerPool } from '../worker/pool.ts'
import { type Entry, EventLog } from './event-log.ts'
import type { Hub } from './hub.ts'
import { InputLost, type Inputs } from './inputs.ts'

/** Runs accepted analyses on this node. */
export interface Runner {
  /**
   * Runs it here unless somebody else does; resolves when this node has done with it, never rejects. `claimed` is the row when it
   * was accepted in this node's name.
   */
  run(analysisId: string, claimed?: StoredAnalysis): Promise<void>
  /** Stops it here without a word in the log: who cancelled has already written it. */
  drop(analysisId: string): void
  readonly running: number
  /** Whether this node runs it right now. */
  isRunning(analysisId: string): boolean
  /** Stops all; what was running is given free, to be run again by whoever comes next. */
  close(): Promise<void>
}

export interface RunnerParts {
  readonly store: Store
  readonly pool: WorkerPool
  readonly hub: Hub
  readonly inputs: Inputs
  readonly llm: LlmStage | undefined
  readonly llmRequired: boolean
  readonly nodeId: string
  readonly log: Logger
  readonly now: () => Micros
}

export const LEASE_SECONDS = 10
const RENEW_MS = 3_000
/** How often an analysis that a crash interrupted is tried before it counts as the cause of the crash. */
const MAX_ATTEMPTS = 3
/** Characters of raw messages the spine keeps for the language model. */
const TRANSCRIPT_CHARS = 200_000
/** Events that may wait for the database before the analysis does too. */
const MAX_PENDING_EVENTS = 4_000

/** Another attempt owns this analysis now, or it was cancelled: stop, and write nothing more. */
class Fenced extends Error {}
class ShuttingDown extends Error {}

export function createRunner(parts: RunnerParts): Runner {
  const active = new Map<string, { readonly done: Promise<void>; readonly abort: AbortController }>()

  return {
    get running() {
      return active.size
    },
    isRunning: (analysisId) => active.has(analysisId),
    run(analysisId, claimed) {
      const already = active.get(analysisId)
      if (already) return already.done
      const abort = new AbortController()
      const done = new Attempt(parts, analysisId, abort)
        .run(claimed)
        .catch((error: unknown) => parts.log.error({ analysisId, err: error }, 'analysis could not be recorded'))
        .finally(() => {
          active.delete(analysisId)
          parts.hub.wake(analysisId)
        })
      active.set(analysisId, { done, abort })
      return done
    },
    drop(analysisId) {
      active.get(analysisId)?.abort.abort(new Fenced('cancelled'))
    },
    async close() {
      const all = [...active.values()]
      for (const { abort } of all) abort.abort(new ShuttingDown('the service is shutting down'))
      await Promise.all(all.map(({ done }) => done))
    },
  }
}

/** One attempt at one analysis, from the claim to the terminal event. */
class Attempt {
  readonly #parts: RunnerParts
  readonly #id: string
  readonly #abort: AbortController
  #attempt = 0
  #workspaceId = ''
  #log: EventLog
  #pending: AnalysisEvent[] = []
  #writing: Promise<void> | undefined
  /** A pasted trace is read in milliseconds: its events wait for the last words and share their transaction. */
  #patient = false

  constructor(parts: RunnerParts, id: string, abort: AbortController) {
    this.#parts = parts
    this.#id = id
    this.#abort = abort
    this.#log = new EventLog([], parts.now)
  }

  async run(claimed: StoredAnalysis | undefined): Promise<void> {
    const row = claimed ?? (await this.#claim())
    if (row === undefined) return
    const { attempt } = row
    this.#attempt = attempt
    this.#workspaceId = row.workspaceId
    const renewing = setInterval(() => void this.#renew(), RENEW_MS)
    try {
      if (attempt > 1) this.#log = await this.#logSoFar()
      if (attempt > MAX_ATTEMPTS) throw new Error(`it was interrupted ${MAX_ATTEMPTS} times`)
      await this.#analyse(row)
    } catch (error) {
      await this.#ended(row, error)
    } finally {
      clearInterval(renewing)
    }
  }

  async #claim(): Promise<StoredAnalysis | undefined> {
    const { store, nodeId } = this.#parts
    const attempt = await claimAnalysis(store.db, this.#id, nodeId, LEASE_SECONDS)
    return attempt === undefined ? undefined : analysisRow(store.db, this.#id)
  }

  async #analyse(row: StoredAnalysis): Promise<void> {
    for (let lost = 0; ; lost++) {
      try {
        const { report, transcript } = await this.#spine(row)
        await this.#complete(row, report, transcript)
        return
      } catch (error) {
        // Another analysis took the thread down; this one is run again, and its readers are told nothing twice.
        if (!(error instanceof WorkerLost) || error.guilty || lost >= MAX_ATTEMPTS) throw error
        await this.#written()
        this.#pending = []
        this.#log = await this.#logSoFar()
      }
    }
  }

  async #spine(row: StoredAnalysis): Promise<{ report: Report; transcript: readonly TranscriptMessage[] }> {
    const { inputs, pool, llm, now } = this.#parts
    this.#patient = row.source === 'trace'
    const source = await inputs.open(row, this.#abort.signal)
    if (source.bytes !== undefined) this.#log.expectBytes(source.bytes)
    const options = {
      issue: row.context.issue,
      endpoints: row.context.endpoints,
      policy: row.policy,
      analysedAt: now(),
      transcriptChars: llm === undefined ? 0 : TRANSCRIPT_CHARS,
    }
    let report: Report | undefined
    let transcript: readonly TranscriptMessage[] = []
    for await (const batch of pool.analyze(source.chunks, options, this.#abort.signal)) {
      for (const event of batch) {
        if (event.kind === 'verdict') report = event.report
        else if (event.kind === 'transcript') transcript = event.messages
      }
      await this.#take(batch)
    }
    if (report === undefined) throw new Error('the spine ended without a verdict')
    return { report, transcript }
  }

  async #complete(row: StoredAnalysis, report: Report, transcript: readonly TranscriptMessage[]): Promise<void> {
    const model = await this.#llmFindings(row, report, transcript)
    const findings = mergeRanked(report.findings, model.findings)
    await this.#written()
    const summary = model.failure === undefined ? report.summary : `${report.summary} ${model.failure}`
    await this.#settle(findings, { kind: 'analysis-completed' }, async (trx) => {
      await finishAnalysis(trx, this.#id, this.#attempt, {
        status: 'completed',
        stages: this.#log.stages,
        input: report.input,
        summary,
        severityCounts: countSeverities(findings),
        recommendations: recommendationsOf(findings),
        coverage: report.coverage,
        metrics: report.metrics,
      })
    })
    await this.#parts.inputs.discard(row)
  }

  /** The model's findings, published as they come. A failed stage is told, never thrown, unless the operator requires it. */
  async #llmFindings(row: StoredAnalysis, report: Report, messages: readonly TranscriptMessage[]) {
    const { llm, llmRequired } = this.#parts
    const findings: Finding[] = []
    if (llm === undefined || messages.length === 0) {
      this.#log.skipStage(
        'llm',
        llm === undefined ? 'no language model is configured' : 'the input holds no SIP message',
      )
      return { findings, failure: undefined }
    }
    const began = performance.now()
    const { issue, endpoints } = row.context
    this.#patient = false
    await this.#take([{ kind: 'stage-started', stage: 'llm' }])
    for await (const event of llm.run({ report, messages, issue, endpoints }, this.#abort.signal)) {
      const elapsedMs = performance.now() - began
      switch (event.kind) {
        case 'finding': {
          findings.push(event.finding)
          const rank = mergeRanked(report.findings, findings).findIndex(({ id }) => id === event.finding.id) + 1
          await this.#take([{ kind: 'finding-added', finding: event.finding, rank }])
          break
        }
        case 'done':
          await this.#take([{ kind: 'stage-completed', stage: 'llm', elapsedMs, note: event.note }])
          break
        case 'failed':
          await this.#written()
          this.#abort.signal.throwIfAborted()
          await this.#write(this.#log.failStage('llm', elapsedMs, event.note))
          if (llmRequired) throw new LlmFailed(event.note)
          return { findings, failure: 'The language-model stage failed; these findings are the rules’ own.' }
        default:
          event satisfies never
      }
    }
    this.#abort.signal.throwIfAborted()
    return { findings, failure: undefined }
  }

  async #ended(row: StoredAnalysis, error: unknown): Promise<void> {
    await this.#writing?.catch(() => undefined)
    const reason = this.#abort.signal.aborted ? this.#abort.signal.reason : error
    if (reason instanceof Fenced) return
    if (reason instanceof ShuttingDown) {
      await releaseLease(this.#parts.store.db, this.#id, this.#attempt)
      return
    }
    const failure = failureOf(reason)
    if (failure.code === 'internal') this.#parts.log.error({ analysisId: this.#id, err: reason }, 'analysis failed')
    await this.#settle(undefined, { kind: 'analysis-failed', failure }, async (trx) => {
      const { stages } = this.#log
      await finishAnalysis(trx, this.#id, this.#attempt, { status: 'failed', stages, failure })
      await refund(trx, row)
    })
    await this.#parts.inputs.discard(row)
  }

  /** Takes the spine's events; waits only when the database has fallen far behind. */
  async #take(batch: readonly AnalysisEvent[]): Promise<void> {
    this.#pending.push(...batch)
    if (this.#patient && this.#pending.length <= MAX_PENDING_EVENTS) return
    this.#writing ??= this.#drain()
    // A finding is told before more is read.
    const news = batch.some(({ kind }) => kind === 'finding-added')
    if (news || this.#pending.length > MAX_PENDING_EVENTS) await this.#written()
    else this.#writing.catch(() => this.#abort.abort(new Fenced('writing failed')))
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const batch = this.#pending
        this.#pending = []
        await this.#write(this.#log.take(batch))
      }
    } finally {
      this.#writing = undefined
    }
  }

  /** Resolves when nothing is being written any more; of a patient attempt the events still wait. */
  async #written(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #write(entry: Entry | undefined): Promise<void> {
    if (entry === undefined) return
    await this.#parts.store.db.transaction().execute((trx) => this.#store(trx, entry))
    this.#poke()
  }

  /** The last words: log, results and status together, so that whoever reads the terminal event finds all it speaks of. */
  async #settle(
    findings: readonly Finding[] | undefined,
    terminal: StoredEvent['event'],
    finish: (trx: Db) => Promise<unknown>,
  ): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    const entry = this.#log.settle(pending, findings, terminal)
    await this.#parts.store.db.transaction().execute(async (trx) => {
      // `finish` writes the stages.
      await this.#store(trx, { ...entry, stages: undefined })
      await finish(trx)
      await discardInput(trx, this.#workspaceId, this.#id)
    })
    this.#poke()
  }

  /** Writes one entry; throws `Fenced`, which rolls all of it back, when this attempt no longer holds the analysis. */
  async #store(trx: Db, entry: Entry): Promise<void> {
    const { events, findings, removedFindings, calls, streams, stages, firstSeq } = entry
    const held =
      events.length > 0
        ? await appendEvents(trx, this.#id, this.#attempt, firstSeq, events)
        : await updateProgress(trx, this.#id, this.#attempt, { stages: this.#log.stages })
    if (!held) throw new Fenced('another attempt took over')
    if (stages && events.length > 0) await updateProgress(trx, this.#id, this.#attempt, { stages })
    if (removedFindings.length > 0) await removeFindings(trx, this.#id, removedFindings)
    if (findings.length > 0) await putFindings(trx, this.#id, this.#workspaceId, findings)
    if (calls.length > 0) await putCalls(trx, this.#id, calls)
    if (streams.length > 0) await putStreams(trx, this.#id, streams)
  }

  async #renew(): Promise<void> {
    const { store, nodeId } = this.#parts
    try {
      if (!(await renewLease(store.db, this.#id, nodeId, this.#attempt, LEASE_SECONDS)))
        this.#abort.abort(new Fenced('lease lost'))
    } catch (error) {
      this.#parts.log.warn({ analysisId: this.#id, err: error }, 'lease could not be renewed')
    }
  }

  async #logSoFar(): Promise<EventLog> {
    const rows: StoredEvent[] = []
    for (;;) {
      const page = await eventsAfter(this.#parts.store.db, this.#id, rows.at(-1)?.seq ?? 0, 1000)
      rows.push(...page)
      if (page.length < 1000) return new EventLog(rows, this.#parts.now)
    }
  }

  #poke(): void {
    this.#parts.hub.tell('analysis', this.#id)
  }
}

class LlmFailed extends Error {}

/** Gives the unit back, once, and frees the idempotency key: a client that tries again is to get a new analysis. */
export async function refund(trx: Db, row: Pick<StoredAnalysis, 'id' | 'workspaceId'>): Promise<void> {
  const day = await refundOnce(trx, row.id)
  if (day !== undefined) await returnUnit(trx, row.workspaceId, day)
  await forgetIdempotency(trx, row.id)
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return { code: error.code, message: error.message, retryable: false }
  if (error instanceof InputLost) return { code: 'input_lost', message: error.message, retryable: true }
  if (error instanceof LlmFailed)
    return {
      code: 'llm_failed',
      message: `The language-model stage, which this service requires, failed: ${error.message}`,
      retryable: true,
    }
  if (error instanceof WorkerLost && error.guilty)
    return {
      code: 'internal',
      message: 'The input could not be analysed within the limits of time and memory for one analysis.',
      retryable: false,
    }
  return {
    code: 'internal',
    message: 'The analysis failed for a fault of this service; it was not charged.',
    retryable: true,
  }
}
