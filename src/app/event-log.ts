import { isDeepStrictEqual } from 'node:util'
import type { Entry, Hosts, StageState, StoredEvent } from '../model/analysis.ts'
import { type AnalysisEvent, type CallRecord, STAGES, type StageName, type StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { Micros } from '../model/time.ts'

/**
 * Turns the spine's events into numbered rows of the event log. A second attempt at an analysis starts from the rows of the
 * first: what readers have already been told is not told again, and what differs now is told as an update, once, at the end.
 * So a reader's cursor stays good across a crash, and each fact stands in the log exactly once.
 */
export class EventLog {
  #seq: number
  #bytesTotal: number | undefined
  readonly #stages = new Map<StageName, StageState>()
  readonly #told = { started: new Set<StageName>(), ended: new Set<StageName>(), calls: new Set<number>() }
  /** Findings as the log of an earlier attempt left them: what this attempt says of them waits for `settle`. */
  readonly #inherited = new Map<string, Finding>()
  readonly #now: () => Micros
  #stagesChanged = false

  constructor(earlier: Iterable<StoredEvent>, now: () => Micros) {
    this.#now = now
    this.#seq = 0
    for (const name of STAGES) this.#stages.set(name, emptyStage(name))
    for (const { seq, event } of earlier) {
      this.#seq = seq
      if (event.kind === 'stage-started') this.#told.started.add(event.stage)
      else if (event.kind === 'stage-completed' || event.kind === 'stage-failed') this.#told.ended.add(event.stage)
      else if (event.kind === 'call-found') this.#told.calls.add(event.call.number)
      else if (event.kind === 'finding-added' || event.kind === 'finding-updated')
        this.#inherited.set(event.finding.id, event.finding)
      else if (event.kind === 'finding-withdrawn') this.#inherited.delete(event.findingId)
    }
  }

  get lastSeq(): number {
    return this.#seq
  }

  get stages(): readonly StageState[] {
    return [...this.#stages.values()]
  }

  /** Size of the input in bytes, where it is known: progress is a share of it. */
  expectBytes(total: number): void {
    this.#bytesTotal = total
  }

  /** The spine's batch as one entry; `undefined` when nothing new is in it. */
  take(batch: readonly AnalysisEvent[]): Entry | undefined {
    const draft = new Draft()
    for (const event of batch) this.#fold(event, draft)
    return this.#entry(draft)
  }

  /** A stage that the spine knows nothing of (`llm`, or `ingest` while fetching) ended badly. */
  failStage(stage: StageName, elapsedMs: number, note: string): Entry | undefined {
    const draft = new Draft()
    if (!this.#told.ended.has(stage)) {
      this.#told.ended.add(stage)
      draft.events.push({ kind: 'stage-failed', stage, elapsedMs, note })
    }
    this.#setStage(stage, { ...this.#stage(stage), status: 'failed', elapsedMs, note })
    return this.#entry(draft)
  }

  skipStage(stage: StageName, note: string | undefined): void {
    this.#setStage(stage, { ...this.#stage(stage), status: 'skipped', note })
  }

  /**
   * The last entry: what the spine said last, the final ranked findings, whatever an earlier attempt said that still differs,
   * and the terminal event. With no `findings` (failed) those already told stay as they are.
   */
  settle(
    batch: readonly AnalysisEvent[],
    findings: readonly Finding[] | undefined,
    terminal: StoredEvent['event'],
  ): Entry {
    const draft = new Draft()
    for (const event of batch) this.#fold(event, draft)
    if (findings !== undefined) {
      const ranked = new Map(findings.map((finding, index) => [finding.id, { finding, rank: index + 1 }]))
      for (const [id, old] of this.#inherited) {
        const now = ranked.get(id)
        if (now === undefined) {
          draft.events.push({
            kind: 'finding-withdrawn',
            findingId: id,
            because: 'not found when the analysis was run again',
          })
          draft.remove(id)
        } else if (!sameJson(now.finding, old))
          draft.events.push({ kind: 'finding-updated', ...now, because: 'the analysis was run again' })
      }
      for (const row of ranked.values()) draft.put(row)
    } else {
      for (const stage of this.#stages.values())
        if (stage.status === 'running') this.#setStage(stage.name, { ...stage, status: 'failed' })
    }
    draft.events.push(terminal)
    return this.#entry(draft) as Entry
  }

  #fold(event: AnalysisEvent, draft: Draft): void {
    switch (event.kind) {
      case 'stage-started':
        this.#setStage(event.stage, { ...this.#stage(event.stage), status: 'running' })
        if (once(this.#told.started, event.stage)) draft.events.push(event)
        return
      case 'stage-progress':
        if (this.#bytesTotal)
          this.#setStage(event.stage, {
            ...this.#stage(event.stage),
            progress: Math.min(1, event.bytesRead / this.#bytesTotal),
          })
        draft.progress.set(event.stage, event)
        return
      case 'stage-completed': {
        const { elapsedMs, note } = event
        this.#setStage(event.stage, { name: event.stage, status: 'completed', progress: 1, elapsedMs, note })
        draft.flushProgress()
        if (once(this.#told.ended, event.stage)) draft.events.push(event)
        return
      }
      case 'call-found':
        draft.calls.set(event.call.number, event.call)
        if (once(this.#told.calls, event.call.number)) draft.events.push(event)
        return
      case 'call-closed':
        draft.calls.set(event.call.number, event.call)
        return
      case 'stream-closed':
        draft.streams.set(event.stream.number, event.stream)
        return
      case 'finding-added':
      case 'finding-updated':
        if (this.#inherited.has(event.finding.id)) return
        draft.put({ finding: event.finding, rank: event.rank })
        draft.events.push(event)
        return
      case 'finding-withdrawn':
        if (this.#inherited.has(event.findingId)) return
        draft.remove(event.findingId)
        draft.events.push(event)
        return
      case 'registration-closed':
        draft.registrations.set(event.registration.number, event.registration)
        return
      case 'verdict':
        draft.hosts = { endpoints: event.report.endpoints, peers: event.report.peers }
        return
      case 'transcript':
        return
      default:
        event satisfies never
    }
  }

  #setStage(name: StageName, state: StageState): void {
    this.#stagesChanged = true
    this.#stages.set(name, state)
  }

  #stage(name: StageName): StageState {
    return this.#stages.get(name) ?? emptyStage(name)
  }

  #entry(draft: Draft): Entry | undefined {
    draft.flushProgress()
    const at = this.#now()
    const firstSeq = this.#seq + 1
    const events = draft.events.map((event): StoredEvent => ({ seq: ++this.#seq, at, event }))
    const [findings, removedFindings] = [[...draft.findings.values()], [...draft.removedFindings]]
    const [calls, streams] = [[...draft.calls.values()], [...draft.streams.values()]]
    const registrations = [...draft.registrations.values()]
    const { hosts } = draft
    const stages = this.#stagesChanged ? this.stages : undefined
    this.#stagesChanged = false
    const rows = [events, findings, removedFindings, calls, streams, registrations]
    if (!stages && !hosts && rows.every(({ length }) => length === 0)) return undefined
    return { firstSeq, events, findings, removedFindings, calls, streams, registrations, hosts, stages }
  }
}

type RankedFinding = { readonly finding: Finding; readonly rank: number }

class Draft {
  readonly events: StoredEvent['event'][] = []
  readonly progress = new Map<StageName, Extract<AnalysisEvent, { kind: 'stage-progress' }>>()
  /** Of several states of one finding in a batch the last counts: it is in one of these. */
  readonly findings = new Map<string, RankedFinding>()
  readonly removedFindings = new Set<string>()
  readonly calls = new Map<number, CallRecord>()
  readonly streams = new Map<number, StreamRecord>()
  readonly registrations = new Map<number, RegistrationRecord>()
  hosts: Hosts | undefined

  put(row: RankedFinding): void {
    this.removedFindings.delete(row.finding.id)
    this.findings.set(row.finding.id, row)
  }

  remove(id: string): void {
    this.findings.delete(id)
    this.removedFindings.add(id)
  }

  /** Of the progress in one batch only each stage's last is worth a row. */
  flushProgress(): void {
    this.events.push(...this.progress.values())
    this.progress.clear()
  }
}

export const emptyStage = (name: StageName): StageState => ({
  name,
  status: 'pending',
  progress: undefined,
  elapsedMs: undefined,
  note: undefined,
})

/** Equal as JSON, whatever the order of keys: what comes back from a jsonb column has another. */
const sameJson = (a: unknown, b: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))

function once<T>(told: Set<T>, name: T): boolean {
  if (told.has(name)) return false
  told.add(name)
  return true
}
