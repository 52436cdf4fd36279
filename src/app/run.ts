import type { Logger } from 'pino'
import type { LlmStage } from '../llm/stage.ts'
import type { Entry, Failure, StoredEvent } from '../model/analysis.ts'
import type { AnalysisEvent, Report, TranscriptMessage } from '../model/events.ts'
import { countSeverities, type Finding, recommendationsOf } from '../model/finding.ts'
import { mergeRanked } from '../model/rank.ts'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import { analysisRow, claimAnalysis, releaseLease, renewLease } from '../store/analyses.ts'
import type { StoredAnalysis } from '../store/analysis-row.ts'
import { eventsAfter } from '../store/events.ts'
import type { Store } from '../store/open.ts'
import type { Recording } from '../store/record.ts'
import { WorkerLost, type WorkerPool } from '../worker/pool.ts'
import { EventLog } from './event-log.ts'
import type { Hub } from './hub.ts'
import { InputLost, type Inputs } from './inputs.ts'

/** Runs accepted analyses on this node. */
export interface Runner {
  /**
   * Runs it here unless somebody else does; resolves when this node has done with it, never rejects. `claimed` is the row when it
   * was accepted in this node's name.
   */
  run(analysisId: string, claimed?: StoredAnalysis): Promise<void>
  /** The end of one that runs here now, undefined for others: the analysis as it then is, or nothing when it ended elsewhere. */
  ended(analysisId: string): Promise<StoredAnalysis | undefined> | undefined
  /** Stops it here without a word in the log: who cancelled has already written it. */
  drop(analysisId: string): void
  readonly running: number
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
  const active = new Map<
    string,
    { readonly done: Promise<StoredAnalysis | undefined>; readonly abort: AbortController }
  >()
  /** Captures being deleted after their end. */
  const tidying = new Set<Promise<void>>()
  const tidy = (row: StoredAnalysis): void => {
    const work = parts.inputs
      .discard(row)
      .catch((err: unknown) => parts.log.warn({ analysisId: row.id, err }, 'its input could not be deleted'))
      .finally(() => tidying.delete(work))
    tidying.add(work)
  }

  return {
    get running() {
      return active.size
    },
    ended: (analysisId) => active.get(analysisId)?.done,
    async run(analysisId, claimed) {
      const already = active.get(analysisId)
      if (already) {
        await already.done
        return
      }
      const abort = new AbortController()
      const done = new Attempt(parts, analysisId, abort, tidy)
        .run(claimed)
        .catch((err: unknown) => {
          parts.log.error({ analysisId, err }, 'analysis could not be recorded')
          return undefined
        })
        .finally(() => {
          active.delete(analysisId)
          parts.hub.wake(analysisId)
        })
      active.set(analysisId, { done, abort })
      await done
    },
    drop(analysisId) {
      active.get(analysisId)?.abort.abort(new Fenced('cancelled'))
    },
    async close() {
      const all = [...active.values()]
      for (const { abort } of all) abort.abort(new ShuttingDown('the service is shutting down'))
      await Promise.all(all.map(({ done }) => done))
      await Promise.all(tidying)
    },
  }
}

/** One attempt at one analysis, from the claim to the terminal event. */
class Attempt {
  readonly #parts: RunnerParts
  readonly #id: string
  readonly #abort: AbortController
  readonly #tidy: (row: StoredAnalysis) => void
  #attempt = 0
  #workspaceId = ''
  #log: EventLog
  #pending: AnalysisEvent[] = []
  #writing: Promise<void> | undefined
  /** A pasted trace is read in milliseconds: its events wait for the last words and share their transaction. */
  #patient = false

  constructor(parts: RunnerParts, id: string, abort: AbortController, tidy: (row: StoredAnalysis) => void) {
    this.#parts = parts
    this.#tidy = tidy
    this.#id = id
    this.#abort = abort
    this.#log = new EventLog([], parts.now)
  }

  async run(claimed: StoredAnalysis | undefined): Promise<StoredAnalysis | undefined> {
    const row = claimed ?? (await this.#claim())
    if (row === undefined) return undefined
    const { attempt } = row
    this.#attempt = attempt
    this.#workspaceId = row.workspaceId
    const renewing = setInterval(() => void this.#renew(), RENEW_MS)
    try {
      if (attempt > 1) this.#log = await this.#logSoFar()
      if (attempt > MAX_ATTEMPTS) throw new Error(`it was interrupted ${MAX_ATTEMPTS} times`)
      return this.#over(row, await this.#analyse(row))
    } catch (error) {
      return this.#over(row, await this.#failed(error))
    } finally {
      clearInterval(renewing)
    }
  }

  #over(row: StoredAnalysis, analysis: StoredAnalysis | undefined): StoredAnalysis | undefined {
    if (analysis !== undefined) this.#tidy(row)
    return analysis
  }

  async #claim(): Promise<StoredAnalysis | undefined> {
    const { store, nodeId } = this.#parts
    const attempt = await claimAnalysis(store.db, this.#id, nodeId, LEASE_SECONDS)
    return attempt === undefined ? undefined : analysisRow(store.db, this.#id)
  }

  async #analyse(row: StoredAnalysis): Promise<StoredAnalysis | undefined> {
    for (let lost = 0; ; lost++) {
      try {
        const { report, transcript } = await this.#spine(row)
        return await this.#complete(row, report, transcript)
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
      inputBytes: source.bytes,
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

  async #complete(
    row: StoredAnalysis,
    report: Report,
    transcript: readonly TranscriptMessage[],
  ): Promise<StoredAnalysis | undefined> {
    const model = await this.#llmFindings(row, report, transcript)
    const findings = mergeRanked(report.findings, model.findings)
    await this.#written()
    // A write that failed while nobody waited has stopped this attempt: the end must not stand in the log without it.
    this.#abort.signal.throwIfAborted()
    const summary = model.failure === undefined ? report.summary : `${report.summary} ${model.failure}`
    return this.#settle(
      findings,
      { kind: 'analysis-completed' },
      {
        status: 'completed',
        refund: false,
        input: report.input,
        summary,
        nextCapture: report.nextCapture,
        severityCounts: countSeverities(findings),
        recommendations: recommendationsOf(findings),
        coverage: report.coverage,
        metrics: report.metrics,
      },
    )
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

  async #failed(error: unknown): Promise<StoredAnalysis | undefined> {
    await this.#writing?.catch(() => undefined)
    const reason = this.#abort.signal.aborted ? this.#abort.signal.reason : error
    if (reason instanceof Fenced) return undefined
    if (reason instanceof ShuttingDown) {
      await releaseLease(this.#parts.store.db, this.#id, this.#attempt)
      return undefined
    }
    const failure = failureOf(reason)
    if (failure.code === 'internal') this.#parts.log.error({ analysisId: this.#id, err: reason }, 'analysis failed')
    return this.#settle(undefined, { kind: 'analysis-failed', failure }, { status: 'failed', refund: true, failure })
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
    if (entry !== undefined) await this.#record(entry, undefined)
  }

  /** Writes one entry and tells; throws `Fenced` when this attempt no longer holds the analysis. */
  async #record(entry: Entry, end: Recording['end']): Promise<StoredAnalysis | undefined> {
    const [analysisId, workspaceId, attempt] = [this.#id, this.#workspaceId, this.#attempt]
    const { held, analysis } = await this.#parts.store.operate('record', {
      analysisId,
      workspaceId,
      attempt,
      entry,
      end,
    })
    if (!held) throw new Fenced('another attempt took over')
    this.#parts.hub.tell('analysis', this.#id)
    return analysis
  }

  /** The last words, with what waited for them. */
  async #settle(
    findings: readonly Finding[] | undefined,
    terminal: StoredEvent['event'],
    end: Recording['end'],
  ): Promise<StoredAnalysis | undefined> {
    const pending = this.#pending
    this.#pending = []
    const entry = this.#log.settle(pending, findings, terminal)
    return this.#record(entry, end && { ...end, stages: this.#log.stages })
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
}

class LlmFailed extends Error {}

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
