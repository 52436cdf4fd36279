/** How to reach the language model, and how much of it one analysis may use. */
export interface LlmSettings {
  readonly apiKey?: string | undefined
  /** Any OpenAI-compatible endpoint, up to and with its `/v1`. */
  readonly baseUrl?: string | undefined
  readonly model: string
  /** Milliseconds for the whole stage, retries included. */
  readonly deadlineMs: number
  /** Milliseconds between two pieces of an answer that has begun. */
  readonly idleMs?: number | undefined
  /** Tokens of trace that are sent, estimated at four characters each. */
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
}

/** Chosen by us: what a mid-sized model reads in a few seconds, and findings enough for any trace. */
export const IDLE_MS = 8_000
export const INPUT_TOKENS = 24_000
export const OUTPUT_TOKENS = 6_000
export const CHARS_PER_TOKEN = 4
/** Findings that are handed on; the answer is not read further once they are full. */
export const MAX_FINDINGS = 50
/** Objects of the answer that are looked at, good or not. */
export const MAX_OBJECTS = 500
/** Characters of one object, and of the whole answer. */
export const MAX_OBJECT_CHARS = 16_384
export const MAX_ANSWER_CHARS = 1_000_000
/** Attempts beside the first, for an endpoint that is busy or broken. */
export const MAX_RETRIES = 2
