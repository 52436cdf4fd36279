import type { IncomingMessage } from 'node:http'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { Refusal } from '../model/refusal.ts'
import { incoming } from './body.ts'

export const LARGEST_FILE_BYTES = 2 * 1024 * 1024 * 1024
const LARGEST_FIELD_BYTES = 64 * 1024

export interface Form<Stored> {
  /** What `store` made of the `file` part. */
  readonly file: Stored
  /** Text fields by name, in order. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads multipart/form-data (RFC 7578) with exactly one part named `file`, which streams into `store`; text fields may
 * stand before or after it. Throws `invalid_input` for another form, `payload_too_large` for a file over 2 GiB.
 */
export async function readForm<Stored>(
  request: IncomingMessage,
  store: (bytes: AsyncIterable<Uint8Array>, filename: string | undefined) => Promise<Stored>,
): Promise<Form<Stored>> {
  const fields = new Map<string, string[]>()
  let storing: Promise<Stored> | undefined
  let filePart: BusboyFileStream | undefined
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
  }
  const parser = open(request)
  parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated) fail(new Refusal('invalid_input', `The field \`${name}\` takes at most 64 KiB.`))
    fields.set(name, [...(fields.get(name) ?? []), value])
  })
  parser.on('file', (name, stream, filename) => {
    if (name !== 'file' || storing !== undefined) {
      fail(new Refusal('invalid_input', 'Send exactly one file, in a part named `file`: curl -F file=@call.pcap'))
      stream.resume()
      return
    }
    filePart = stream
    stream.on('error', (cause) => fail(endsEarly(cause)))
    storing = store(part(stream), filename || undefined)
    storing.catch((error) => {
      fail(error)
      stream.resume()
    })
  })
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => fail(new Refusal('invalid_input', 'This form has too many parts.')))
  }
  try {
    await feed(request, parser, () => failure)
  } catch (error) {
    filePart?.destroy(error instanceof Error ? error : undefined)
    throw error
  }
  const file = await storing
  if (failure !== undefined) throw failure
  if (storing === undefined) {
    throw new Refusal('invalid_input', 'The form has no part named `file`. Send one with: curl -F file=@call.pcap')
  }
  return { file: file as Stored, fields }
}

function open(request: IncomingMessage): InstanceType<typeof Busboy> {
  const limits = {
    fileSize: LARGEST_FILE_BYTES,
    fieldSize: LARGEST_FIELD_BYTES,
    files: 2,
    fields: 50,
    parts: 52,
    headerPairs: 20,
  }
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits,
    })
  } catch (cause) {
    throw new Refusal('invalid_input', 'The multipart body has no boundary in its Content-Type.', { cause })
  }
}

/** The bytes of a part; an end before its boundary and a cut at the limit are refusals. */
async function* part(stream: BusboyFileStream): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array
  } catch (cause) {
    throw cause instanceof Refusal ? cause : endsEarly(cause)
  }
  if (stream.truncated) throw new Refusal('payload_too_large', 'A file takes at most 2 GiB.')
}

/** Pushes the body through the parser at the pace of the slowest; ends early when something has failed. */
async function feed(
  request: IncomingMessage,
  parser: InstanceType<typeof Busboy>,
  failed: () => unknown,
): Promise<void> {
  const finished = new Promise<void>((done, broken) => {
    parser.once('finish', done)
    // `on`: the parser may fail again while it is being torn down, and nobody else listens.
    parser.on('error', (cause: unknown) => broken(endsEarly(cause)))
  })
  finished.catch(() => undefined)
  try {
    for await (const chunk of incoming(request)) {
      if (failed() !== undefined) throw failed()
      if (!parser.write(chunk)) {
        const ready = new Promise<void>((go) => parser.once('drain', go))
        await Promise.race([ready, finished])
      }
    }
    parser.end()
    await finished
  } catch (error) {
    parser.destroy()
    throw failed() ?? error
  }
}

const endsEarly = (cause: unknown): Refusal =>
  new Refusal('invalid_input', 'The multipart body is malformed or ends early.', { cause })
