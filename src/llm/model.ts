import { setTimeout as pause } from 'node:timers/promises'
import OpenAI, { APIConnectionError, APIError } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import { answerSchema } from './judge.ts'
import { IDLE_MS, type LlmSettings, MAX_RETRIES, OUTPUT_TOKENS } from './settings.ts'

interface Question {
  readonly system: string
  readonly user: string
}

type AnswerEvent = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly note: string }

/** An OpenAI-compatible endpoint. */
export interface Model {
  /** Yields the answer's text as it comes; ends after it, or with one `failed`. Always within the deadline. */
  ask(question: Question, signal: AbortSignal): AsyncIterable<AnswerEvent>
}

/**
 * Ways to ask, best first. An endpoint that does not know a parameter answers 400 or 422, and is asked the next way; the name of
 * the output limit changes too, since compatible servers know the older one.
 */
const WAYS = [
  (tokens: number) => ({ response_format: zodResponseFormat(answerSchema, 'findings'), max_completion_tokens: tokens }),
  (tokens: number) => ({ response_format: { type: 'json_object' as const }, max_tokens: tokens }),
  (tokens: number) => ({ max_tokens: tokens }),
]

export function createModel(settings: LlmSettings): Model {
  const client = new OpenAI({
    // Local endpoints ask for no key; the SDK wants one, and would otherwise look into the environment.
    apiKey: settings.apiKey || 'none',
    baseURL: settings.baseUrl || 'https://api.openai.com/v1',
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  })
  return { ask: (question, signal) => ask(client, settings, question, signal) }
}

async function* ask(
  client: OpenAI,
  settings: LlmSettings,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const watch = new Watch(settings, signal)
  try {
    const stream = await opened(client, settings, question, watch)
    for await (const chunk of stream) {
      // A stream that never pauses would leave no turn to the timers.
      if (watch.overdue()) break
      const text = chunk.choices[0]?.delta?.content
      if (!text) continue
      watch.heard()
      yield { kind: 'text', text }
    }
    // An aborted stream ends like a finished one.
    if (watch.reason !== undefined) yield { kind: 'failed', note: watch.reason }
  } catch (error) {
    yield { kind: 'failed', note: watch.reason ?? noteOf(error) }
  } finally {
    watch.close()
  }
}

type Chunks = AsyncIterable<OpenAI.ChatCompletionChunk>

async function opened(client: OpenAI, settings: LlmSettings, question: Question, watch: Watch): Promise<Chunks> {
  let way = 0
  for (let retries = 0; ; ) {
    try {
      return await client.chat.completions.create(request(settings, question, way), {
        signal: watch.signal,
        timeout: settings.deadlineMs,
      })
    } catch (error) {
      if (watch.signal.aborted) throw error
      if (error instanceof APIError && (error.status === 400 || error.status === 422) && way + 1 < WAYS.length) way++
      else if (mayPass(error) && retries < MAX_RETRIES) {
        await pause(delayMs(error, retries++), undefined, { signal: watch.signal })
      } else throw error
    }
  }
}

function request(settings: LlmSettings, { system, user }: Question, way: number): ChatCompletionCreateParamsStreaming {
  return {
    model: settings.model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    stream: true,
    ...WAYS[way]?.(settings.outputTokens ?? OUTPUT_TOKENS),
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof APIConnectionError ||
  (error instanceof APIError && (error.status === 408 || error.status === 429 || (error.status ?? 0) >= 500))

const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 5_000

/** What the endpoint asks for (`retry-after-ms`, or RFC 9110 §10.2.3 in seconds), else 250 ms, 500 ms ... */
function delayMs(error: unknown, retries: number): number {
  const headers = error instanceof APIError ? error.headers : undefined
  const asked = Number(headers?.get('retry-after-ms') ?? Number(headers?.get('retry-after') ?? Number.NaN) * 1_000)
  const wished = Number.isFinite(asked) && asked >= 0 ? asked : FIRST_DELAY_MS * 2 ** retries
  return Math.min(wished, MAX_DELAY_MS)
}

/** The two clocks of one question: the deadline for all of it, and the longest silence once the answer has begun. */
class Watch {
  readonly #abort = new AbortController()
  readonly #caller: AbortSignal
  readonly #onCallerAbort = () => this.#stop('The analysis was cancelled.')
  readonly #deadline: NodeJS.Timeout
  readonly #deadlineMs: number
  readonly #endsAt: number
  readonly #idleMs: number
  #idle: NodeJS.Timeout | undefined
  reason: string | undefined

  constructor({ deadlineMs, idleMs = IDLE_MS }: LlmSettings, caller: AbortSignal) {
    this.#idleMs = idleMs
    this.#deadlineMs = deadlineMs
    this.#endsAt = performance.now() + deadlineMs
    this.#deadline = setTimeout(() => this.#late(), deadlineMs)
    this.#caller = caller
    if (caller.aborted) this.#onCallerAbort()
    caller.addEventListener('abort', this.#onCallerAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Text has come: the silence starts anew. Before the first text a model may think as long as the deadline lets it. */
  heard(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#stop(`The model fell silent for ${this.#idleMs / 1000} s.`), this.#idleMs)
  }

  /** The clock itself, for when no timer gets a turn. */
  overdue(): boolean {
    if (performance.now() >= this.#endsAt) this.#late()
    return this.#abort.signal.aborted
  }

  /** Ends the request too, where it still runs. */
  close(): void {
    clearTimeout(this.#deadline)
    clearTimeout(this.#idle)
    this.#caller.removeEventListener('abort', this.#onCallerAbort)
    this.#abort.abort()
  }

  #late(): void {
    this.#stop(`The model did not finish within ${this.#deadlineMs / 1000} s.`)
  }

  #stop(reason: string): void {
    this.reason ??= reason
    this.#abort.abort()
  }
}

/** Why there is no answer. The endpoint's own words are left out: they may repeat the prompt or the key. */
function noteOf(error: unknown): string {
  if (error instanceof APIConnectionError) return 'The model could not be reached.'
  if (!(error instanceof APIError)) return 'The answer of the model could not be read.'
  if (error.status === 401 || error.status === 403) return `The model refuses the key (HTTP status ${error.status}).`
  if (error.status === 429) return 'The model is over its rate limit (HTTP status 429).'
  return error.status === undefined
    ? 'The model broke its answer off with an error.'
    : `The model answered with HTTP status ${error.status}.`
}
