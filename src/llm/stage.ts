import type { Report, TranscriptMessage } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import { createCitations } from './citation.ts'
import { createJudge, type Dropped } from './judge.ts'
import { createMask } from './mask.ts'
import { createModel, type Model } from './model.ts'
import { prompt } from './prompt.ts'
import { ObjectScanner, type Scanned } from './scanner.ts'
import { chooseMessages } from './select.ts'
import {
  CHARS_PER_TOKEN,
  INPUT_TOKENS,
  type LlmSettings,
  MAX_ANSWER_CHARS,
  MAX_FINDINGS,
  MAX_OBJECT_CHARS,
  MAX_OBJECTS,
} from './settings.ts'

export type { LlmSettings } from './settings.ts'

export interface LlmInput {
  /** The rules' ranked findings and what was read. */
  readonly report: Report
  /** Raw SIP messages, unmasked, in order; the stage takes what fits its token budget. */
  readonly messages: readonly TranscriptMessage[]
  readonly issue?: string | undefined
  readonly endpoints?: readonly string[] | undefined
}

export type LlmEvent =
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** The answer was read to its end, or to the cap. */
  | { readonly kind: 'done'; readonly note: string; readonly dropped: Dropped }
  /** No answer, or one that broke off; findings already given stand. `note` says why, in a sentence without secrets. */
  | { readonly kind: 'failed'; readonly note: string; readonly dropped: Dropped }

/** The optional last stage (contract §5). */
export interface LlmStage {
  /**
   * Yields each finding when its object closes in the answer, then one `done` or `failed`, within the deadline whatever the
   * endpoint does. Never throws; an aborted signal ends it as `failed`.
   */
  run(input: LlmInput, signal: AbortSignal): AsyncIterable<LlmEvent>
}

/** The stage, or undefined where neither a key nor an endpoint is configured. */
export function createLlmStage(settings: LlmSettings): LlmStage | undefined {
  if (!settings.apiKey && !settings.baseUrl) return undefined
  const model = createModel(settings)
  const inputChars = (settings.inputTokens ?? INPUT_TOKENS) * CHARS_PER_TOKEN
  return { run: (input, signal) => run(model, inputChars, input, signal) }
}

async function* run(model: Model, inputChars: number, input: LlmInput, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  const dropped = { uncited: 0, false: 0, invalid: 0, duplicate: 0, capped: 0 }
  const fail = (note: string): LlmEvent => ({ kind: 'failed', note, dropped })
  try {
    const { question, judge } = prepare(inputChars, input)
    const scanner = new ObjectScanner(MAX_OBJECT_CHARS)
    let [taken, objects, chars] = [0, 0, 0]
    for await (const event of model.ask(question, signal)) {
      if (event.kind === 'failed') {
        yield fail(event.note)
        return
      }
      chars += event.text.length
      for (const scanned of scanner.push(event.text)) {
        if (taken === MAX_FINDINGS || objects === MAX_OBJECTS) {
          dropped.capped++
          continue
        }
        objects++
        const judged = judge(given(scanned))
        if (judged.kind === 'taken') {
          taken++
          yield { kind: 'finding', finding: judged.finding }
        } else dropped[judged.kind]++
      }
      if (dropped.capped > 0) break
      if (chars > MAX_ANSWER_CHARS) {
        yield fail('The model did not stop writing.')
        return
      }
    }
    if (!scanner.sawList) {
      yield fail('The model did not answer with a list of findings.')
      return
    }
    yield { kind: 'done', note: noteOf(taken, dropped), dropped }
  } catch {
    // A defect of ours costs the model's findings, never the analysis.
    yield fail('The language-model stage broke off for a fault of this service.')
  }
}

function prepare(inputChars: number, { report, messages, issue, endpoints }: LlmInput) {
  const mask = createMask()
  const chosen = chooseMessages(messages, report.findings, inputChars)
  // Once to learn every value, so that it is hidden also where it stands before the place that gives it away.
  for (const { text } of chosen) mask.hide(text)
  const question = prompt({ report, chosen, total: messages.length, issue, endpoints }, mask)
  return { question, judge: createJudge(report.findings, createCitations(messages, mask), mask) }
}

/** A broken object is judged like any other value: it has no shape. */
const given = (scanned: Scanned): unknown => (scanned.kind === 'object' ? scanned.value : undefined)

function noteOf(taken: number, dropped: Dropped): string {
  const reasons: readonly (readonly [number, string])[] = [
    [dropped.uncited, 'without evidence'],
    [dropped.false, 'with evidence that is not in the trace'],
    [dropped.invalid, 'malformed or copied from the trace'],
    [dropped.duplicate, 'already known'],
  ]
  const parts = reasons.filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`)
  const refused = parts.length === 0 ? '' : `, dropped ${parts.join(', ')}`
  const stopped = dropped.capped > 0 ? `; stopped reading there` : ''
  return `The model gave ${taken} ${taken === 1 ? 'finding' : 'findings'}${refused}${stopped}.`
}
