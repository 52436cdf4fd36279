import { analyze } from '../analyze.ts'
import type { LlmStage } from '../llm/stage.ts'
import type { CallRecord, Report, StreamRecord, TranscriptMessage } from '../model/events.ts'
import { countSeverities, type Finding, recommendationsOf } from '../model/finding.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import { mergeRanked } from '../model/rank.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { Micros } from '../model/time.ts'
import type { ToldEvent } from './json.ts'

/** One file, analysed. */
export interface Analysed {
  readonly file: string
  readonly report: Report
  /** The first calls of the input, as they ended; more would be no report but a dump. */
  readonly calls: readonly CallRecord[]
  /** The first streams and registrations, likewise. */
  readonly streams: readonly StreamRecord[]
  readonly registrations: readonly RegistrationRecord[]
  readonly analysedAt: Micros
  readonly elapsedMs: number
}

/** Calls, streams and registrations that are kept for the report. */
export const MAX_KEPT = 500
/** Characters of raw messages that are kept for the language model. */
const TRANSCRIPT_CHARS = 200_000

/**
 * Analyses one input, telling each event as it happens (the verdict and the transcript excepted). Throws a Refusal for text
 * without SIP, and whatever reading the source throws.
 */
export async function analyseFile(
  file: string,
  source: AsyncIterable<Uint8Array>,
  options: AnalyzeOptions,
  llm: LlmStage | undefined,
  tell: (events: readonly ToldEvent[]) => Promise<void> | void,
): Promise<Analysed> {
  const began = performance.now()
  const kept = createKept()
  let report: Report | undefined
  let transcript: readonly TranscriptMessage[] = []
  const asked = { ...options, transcriptChars: llm === undefined ? 0 : TRANSCRIPT_CHARS }
  for await (const batch of analyze(source, asked)) {
    const told: ToldEvent[] = []
    for (const event of batch) {
      if (event.kind === 'verdict') report = event.report
      else if (event.kind === 'transcript') transcript = event.messages
      else {
        told.push(event)
        kept.take(event)
      }
    }
    await tell(told)
  }
  if (report === undefined) throw new Error('the spine ended without a verdict')
  if (llm !== undefined) report = await withModel(report, transcript, options, llm, tell)
  return {
    file,
    report,
    ...kept.all(),
    analysedAt: options.analysedAt,
    elapsedMs: performance.now() - began,
  }
}

/** The calls, streams and registrations as they ended. */
function createKept() {
  const calls = new Map<number, CallRecord>()
  const streams: StreamRecord[] = []
  const registrations: RegistrationRecord[] = []
  return {
    take(event: ToldEvent): void {
      if (event.kind === 'call-found' || event.kind === 'call-closed') {
        if (event.call.number <= MAX_KEPT) calls.set(event.call.number, event.call)
      } else if (event.kind === 'stream-closed') {
        if (streams.length < MAX_KEPT) streams.push(event.stream)
      } else if (event.kind === 'registration-closed' && registrations.length < MAX_KEPT) {
        registrations.push(event.registration)
      }
    },
    all: (): Pick<Analysed, 'calls' | 'streams' | 'registrations'> => ({
      calls: [...calls.values()].sort((a, b) => a.number - b.number),
      streams: streams.sort((a, b) => a.number - b.number),
      registrations,
    }),
  }
}

/** The report with the language model's findings among the rules'. */
async function withModel(
  report: Report,
  messages: readonly TranscriptMessage[],
  { issue, endpoints }: AnalyzeOptions,
  llm: LlmStage,
  tell: (events: readonly ToldEvent[]) => Promise<void> | void,
): Promise<Report> {
  if (messages.length === 0) return report
  const began = performance.now()
  const found: Finding[] = []
  let summary = report.summary
  await tell([{ kind: 'stage-started', stage: 'llm' }])
  for await (const event of llm.run({ report, messages, issue, endpoints }, new AbortController().signal)) {
    const elapsedMs = performance.now() - began
    if (event.kind === 'finding') {
      found.push(event.finding)
      const rank = mergeRanked(report.findings, found).findIndex(({ id }) => id === event.finding.id) + 1
      await tell([{ kind: 'finding-added', finding: event.finding, rank }])
    } else if (event.kind === 'done') {
      await tell([{ kind: 'stage-completed', stage: 'llm', elapsedMs, note: event.note }])
    } else {
      summary = `${summary} The language-model stage failed: ${event.note}`
      await tell([{ kind: 'stage-failed', stage: 'llm', elapsedMs, note: event.note }])
    }
  }
  const findings = mergeRanked(report.findings, found)
  return {
    ...report,
    summary,
    findings,
    severityCounts: countSeverities(findings),
    recommendations: recommendationsOf(findings),
  }
}
