import { createCallEvents } from './correlate/call-events.ts'
import { createFlawLedger } from './correlate/flaw-ledger.ts'
import { type Batch, createIntake, type Intake } from './correlate/intake.ts'
import { createTranscript, type Transcript } from './correlate/transcript.ts'
import { FOREIGN_BYTES, foreignFormat, isBinary, SAMPLE_BYTES } from './decode/container/foreign.ts'
import { sniffContainer } from './decode/container/sniff.ts'
import { inflated } from './decode/inflate.ts'
import { createDiagnosis, type Diagnosis } from './diagnose/engine.ts'
import type { CaptureFacts } from './model/call.ts'
import type { AnalysisEvent, InputSummary, Report, StageName } from './model/events.ts'
import { countSeverities, recommendationsOf } from './model/finding.ts'
import type { Complain } from './model/flaw.ts'
import type { AnalyzeOptions } from './model/options.ts'
import { Refusal } from './model/refusal.ts'
import type { Stage } from './model/stage.ts'

export { inflated } from './decode/inflate.ts'

/** Bytes handled at a time, so that a large push gives its events in order and `analyze` breathes between. Chosen by us. */
const SLICE_BYTES = 1024 * 1024
/** Bytes, and pushes, between two words on progress. Chosen by us. */
const PROGRESS_BYTES = 1024 * 1024
const PROGRESS_PUSHES = 16

const SPINE_STAGES = ['ingest', 'decode', 'correlate', 'diagnose'] as const satisfies readonly StageName[]

/** One analysis, fed by hand: for a worker that shares its thread among many. */
export interface Analyzer extends Stage<Uint8Array, AnalysisEvent> {
  /** What this chunk brought. It may be of any size, and is not kept. */
  push(chunk: Uint8Array): readonly AnalysisEvent[]
  /**
   * What was still held; the last event is the `verdict`. Throws `Refusal`: `no_sip_found` for text with neither a SIP
   * message nor a log line about SIP. A capture without SIP is an answer. `cut` says in a few words why compressed input
   * ended too soon.
   */
  end(cut?: string): readonly AnalysisEvent[]
}

/**
 * The spine's door: bytes in, batches of events out, one `await` a chunk. gzip and zstd are unpacked on the way. Throws
 * `Refusal` for input that cannot be read (`invalid_input`, `payload_too_large`, `no_sip_found`), and what `source` throws.
 */
export async function* analyze(
  source: AsyncIterable<Uint8Array>,
  options: AnalyzeOptions,
): AsyncGenerator<readonly AnalysisEvent[]> {
  const analyzer = createAnalyzer(options)
  let cut: string | undefined
  const heard = (what: string): void => {
    cut ??= what
  }
  for await (const chunk of inflated(source, heard)) {
    for (const slice of slices(chunk)) {
      const events = analyzer.push(slice)
      if (events.length > 0) yield events
    }
  }
  yield analyzer.end(cut)
}

/** `now` gives milliseconds for `elapsedMs`; nothing else depends on it. `diagnose` is for tests. */
export function createAnalyzer(
  options: AnalyzeOptions,
  now: () => number = () => performance.now(),
  diagnose: typeof createDiagnosis = createDiagnosis,
): Analyzer {
  const analysis = createAnalysis(options, now, diagnose)
  let head: Uint8Array = new Uint8Array(0)
  let intake: Intake | undefined
  let taken = 0
  /** The beginning of what is taken for text; undefined once it has been looked at. */
  let sample: Uint8Array | undefined

  /** The first bytes are held back until they tell what the input is. */
  const begin = (
    chunk: Uint8Array,
    ended: boolean,
  ): { readonly intake: Intake; readonly chunk: Uint8Array } | undefined => {
    const whole = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    if (whole.length < FOREIGN_BYTES && !ended) {
      head = whole.slice()
      return undefined
    }
    head = new Uint8Array(0)
    const kind = kindOf(whole)
    if (kind === 'text') sample = new Uint8Array(0)
    intake = analysis.open(kind)
    return { intake, chunk: whole }
  }

  const refuseBinary = (chunk: Uint8Array, ended: boolean): void => {
    if (!sample) return
    sample = Buffer.concat([sample, chunk.subarray(0, SAMPLE_BYTES - sample.length)])
    if (sample.length < SAMPLE_BYTES && !ended) return
    if (isBinary(sample)) throw new Refusal('invalid_input', BINARY)
    sample = undefined
  }

  return {
    push(chunk) {
      if (chunk.length === 0) return []
      const started = analysis.begin(chunk.length)
      const ready = intake ? { intake, chunk } : begin(chunk, false)
      if (!ready) return started
      refuseBinary(ready.chunk, false)
      return [
        ...started,
        ...[...slices(ready.chunk)].flatMap((slice) => {
          taken += slice.length
          return ready.intake.push(slice, taken === options.inputBytes).flatMap(analysis.take)
        }),
      ]
    },
    end(cut) {
      if (cut !== undefined) analysis.complain('compressed-input-cut', cut)
      const ready = intake ? { intake, chunk: head } : begin(head, true)!
      refuseBinary(ready.chunk, true)
      const held = ready.chunk.length > 0 ? ready.intake.push(ready.chunk) : []
      const last = ready.intake.end()
      return [...[...held, ...last.slice(0, -1)].flatMap(analysis.take), ...analysis.finish(ready.intake, last.at(-1)!)]
    },
  }
}

function kindOf(head: Uint8Array): CaptureFacts['kind'] {
  const kind = sniffContainer(head)
  switch (kind) {
    case 'pcap':
    case 'pcapng':
    case 'netmon':
      return 'capture'
    case 'text': {
      const foreign = foreignFormat(head)
      if (foreign !== undefined) throw new Refusal('invalid_input', foreign)
      return 'text'
    }
    case 'gzip':
    case 'zstd':
    case 'zip':
      throw new Refusal(
        'invalid_input',
        `The input is ${kind} data inside. Unpack it and send the trace or capture in it.`,
      )
    default:
      return kind satisfies never
  }
}

/** What happens to each batch on its way to events. */
function createAnalysis(options: AnalyzeOptions, now: () => number, diagnose: typeof createDiagnosis) {
  const ledger = createFlawLedger()
  const callEvents = createCallEvents(options.callsTold)
  const transcript = createTranscript(options.transcriptChars ?? 0)
  const diagnosis = sheltered(diagnose(options, ledger.complain), ledger.complain)
  const startedAt = now()
  let bytes = 0
  let logEvents = 0
  let intake: Intake | undefined
  let told = { bytes: 0, pushes: 0 }
  let early: AnalysisEvent[] = []

  /** What happened while the chunk was read comes first. */
  const after = (events: readonly AnalysisEvent[]): readonly AnalysisEvent[] => {
    if (early.length === 0) return events
    const all = [...early, ...events]
    early = []
    return all
  }

  const eventsOf = (batch: Batch): readonly AnalysisEvent[] => {
    logEvents += batch.logs.length
    return [...callEvents.of(batch), ...diagnosis.push(batch.conversations, batch.logs, batch.facts, batch.joins)]
  }

  const progressOf = (facts: CaptureFacts): AnalysisEvent[] =>
    SPINE_STAGES.map((stage) => ({
      kind: 'stage-progress',
      stage,
      bytesRead: bytes,
      messages: facts.messages,
      packets: intake?.packets(),
    }))

  const isProgressDue = (): boolean => {
    told.pushes++
    if (bytes - told.bytes < PROGRESS_BYTES && told.pushes < PROGRESS_PUSHES) return false
    told = { bytes, pushes: 0 }
    return true
  }

  const inputOf = (
    source: Intake,
    { kind, messages, traffic, capturePoints, firstAt, lastAt }: CaptureFacts,
  ): InputSummary => ({
    kind,
    format: source.format(),
    bytes,
    packets: source.packets(),
    messages,
    calls: source.calls(),
    firstAt,
    lastAt,
    flaws: ledger.flaws(),
    lines: source.lines(),
    traffic: kind === 'text' ? undefined : traffic,
    capturePoints: capturePoints && capturePoints.length > 0 ? capturePoints : undefined,
  })

  return {
    complain: ledger.complain,
    open(kind: CaptureFacts['kind']): Intake {
      intake = createIntake(kind, ledger.complain, {
        labels: options.endpoints,
        keyLog: options.keyLog,
        flaws: ledger.flaws,
        onMessage: options.transcriptChars ? transcript.add : undefined,
        early(batch) {
          for (const event of eventsOf(batch)) early.push(event)
        },
      })
      return intake
    },
    /** Counts the bytes of a push; the first begins the stages. */
    begin(pushed: number): readonly AnalysisEvent[] {
      bytes += pushed
      return bytes === pushed ? SPINE_STAGES.map((stage) => ({ kind: 'stage-started', stage })) : []
    },
    take(batch: Batch): readonly AnalysisEvent[] {
      return after([...eventsOf(batch), ...(isProgressDue() ? progressOf(batch.facts) : [])])
    },
    finish(source: Intake, batch: Batch): readonly AnalysisEvent[] {
      const { conversations, logs, facts, joins } = batch
      logEvents += logs.length
      if (facts.kind === 'text' && facts.messages === 0 && logEvents === 0) throw new Refusal('no_sip_found', NO_SIP)
      const calls = callEvents.of(batch)
      const { events, findings, coverage, summary, nextCapture } = diagnosis.end(conversations, logs, facts, joins)
      const elapsedMs = now() - startedAt
      const report: Report = {
        findings,
        severityCounts: countSeverities(findings),
        recommendations: recommendationsOf(findings),
        summary,
        nextCapture,
        metrics: callEvents.metrics(),
        input: inputOf(source, facts),
        coverage,
        endpoints: facts.hosts,
        peers: facts.peers,
      }
      return after([
        ...calls,
        ...events,
        ...progressOf(facts),
        ...SPINE_STAGES.map((stage) => ({ kind: 'stage-completed', stage, elapsedMs, note: undefined }) as const),
        ...(options.transcriptChars ? [transcriptEvent(transcript)] : []),
        { kind: 'verdict', report },
      ])
    },
  }
}

const transcriptEvent = (transcript: Transcript): AnalysisEvent => ({
  kind: 'transcript',
  messages: transcript.messages(),
  omitted: transcript.omitted(),
})

/** A fault of ours in the engine costs the findings of that batch (`rule-failed`), never the analysis. */
function sheltered(diagnosis: Diagnosis, complain: Complain): Diagnosis {
  const attempt = <T>(run: () => T, otherwise: T): T => {
    try {
      return run()
    } catch (error) {
      complain('rule-failed', `engine: ${error instanceof Error ? error.message : String(error)}`)
      return otherwise
    }
  }
  return {
    push: (...batch) => attempt(() => diagnosis.push(...batch), []),
    end: (...batch) =>
      attempt(() => diagnosis.end(...batch), {
        events: [],
        findings: [],
        coverage: [],
        summary: ENGINE_FAILED,
        nextCapture: undefined,
      }),
  }
}

const ENGINE_FAILED = 'The input was read, but the rules failed on it: that nothing was found means nothing.'

const NO_SIP =
  'No SIP was found. Send SIP messages as text (raw, or from Asterisk, FreeSWITCH, Kamailio, sngrep, ngrep or tcpdump), a log that tells of SIP, or a pcap or pcapng capture.'

const BINARY =
  'The input is binary data of a format not known here. Send SIP messages as text, a log, or a pcap or pcapng capture.'

function* slices(chunk: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < chunk.length; start += SLICE_BYTES) yield chunk.subarray(start, start + SLICE_BYTES)
}
