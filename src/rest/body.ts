import type { IncomingMessage } from 'node:http'
import type * as z from 'zod'
import { Refusal } from '../model/refusal.ts'

/** Room for a trace of 512,000 bytes with its escapes. */
const LARGEST_JSON_BYTES = 4 * 1024 * 1024
/** Of a JSON body as a whole, and of the silence between two chunks of a streamed one. */
const BODY_TIMEOUT_MS = 60_000

export const isMultipart = (request: IncomingMessage): boolean =>
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')

/**
 * The bytes of a request as they come. Throws when the client falls silent for `silenceMs`, or goes before the end; time in
 * which nobody asks for more does not count.
 */
export async function* incoming(request: IncomingMessage, silenceMs = BODY_TIMEOUT_MS): AsyncGenerator<Uint8Array> {
  // The answer to a refused body still goes over this socket, so leaving off must not destroy it.
  const chunks = request.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const timer = setTimeout(() => request.destroy(), silenceMs)
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer))
      if (done === true) return
      yield value as Uint8Array
    }
  } catch (cause) {
    throw new Refusal('invalid_input', 'The body ended before it was complete. Send it again.', { cause })
  } finally {
    await chunks.return?.()
  }
}

/** A JSON body read with `shape`; an empty body counts as `{}`. Throws `invalid_input` or `payload_too_large`. */
export async function readJson<Shape extends z.ZodType>(
  request: IncomingMessage,
  shape: Shape,
): Promise<z.infer<Shape>> {
  const text = (await readAll(request)).toString('utf8')
  const result = shape.safeParse(text.trim() === '' ? {} : parseJson(text))
  if (result.success) return result.data
  const issues = result.error.issues.map(({ path, message }) => ({
    path: path.map((key) => (typeof key === 'number' ? key : String(key))),
    message,
  }))
  throw new Refusal('invalid_input', `${issues.map(sentence).join(' ')} See /v1/openapi.json for the body.`, { issues })
}

const sentence = ({ path, message }: { path: readonly (string | number)[]; message: string }): string =>
  path.length === 0 ? `The body must be a JSON object: ${message}.` : `\`${path.join('.')}\`: ${message}.`

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const short = reason.length > 120 ? `${reason.slice(0, 120)}…` : reason
    throw new Refusal(
      'invalid_input',
      `The body is not valid JSON (${short}). Send {"trace": "..."} with line breaks escaped as \\n, or send a file with: curl -F file=@call.pcap`,
      { cause },
    )
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Refusal('invalid_input', 'Send the body without Content-Encoding.')
  }
  if (Number(request.headers['content-length']) > LARGEST_JSON_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let bytes = 0
  const timer = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS)
  try {
    for await (const chunk of incoming(request)) {
      bytes += chunk.byteLength
      if (bytes > LARGEST_JSON_BYTES) throw tooLarge()
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (): Refusal =>
  new Refusal(
    'payload_too_large',
    'A JSON body takes at most 4 MiB, and a trace 512,000 bytes. Send a larger one as a file: curl -F file=@call.pcap',
  )
