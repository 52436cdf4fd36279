import { pipeline, Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { Agent, type Dispatcher, request } from 'undici'
import { Refusal } from '../model/refusal.ts'
import { notACapture } from './sniff.ts'
import { type Lookup, lookupAll, publicOnly, resolveTarget, type Target } from './target.ts'

export interface FetchOptions {
  /** Most bytes of body, as transferred and as decoded from its content encoding. Default 256 MiB. */
  readonly maxBytes?: number | undefined
  /** Milliseconds that may be spent waiting for the network, all redirects and the whole body together. Default 30 s. */
  readonly timeoutMs?: number | undefined
  readonly maxRedirects?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Finds a host's addresses; the system's by default. Called once per hop, and its answer is what is connected to. */
  readonly lookup?: Lookup | undefined
  /** Which addresses may be connected to. Public ones by default; tests let loopback in. */
  readonly allow?: ((address: string) => boolean) | undefined
}

export interface FetchedCapture {
  /** The body. Read it to its end or abort the signal; a failure on the way is thrown as a Refusal. */
  readonly bytes: AsyncIterable<Uint8Array>
  readonly contentType: string | undefined
  /** Bytes to come, where the server said so. */
  readonly size: number | undefined
}

const MAX_BYTES = 256 * 1024 * 1024
const TIMEOUT_MS = 30_000
const MAX_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** Enough of the body to tell a page from a capture. */
const HEAD_BYTES = 512

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * Fetches a capture from a public web address (contract §2). Throws a Refusal: `invalid_input` for a URL that is unusable or
 * leads to an address that is not public (on any hop), `payload_too_large`, and `fetch_failed` naming what came back.
 * A gzip or zstd *file* is handed on as it is; only a content encoding of the transfer is undone.
 */
export async function fetchCapture(url: string, options: FetchOptions = {}): Promise<FetchedCapture> {
  const transfer = new Transfer(options)
  try {
    const { answer, host } = await followRedirects(url, options, transfer)
    return await received(answer, host, options.maxBytes ?? MAX_BYTES, transfer)
  } catch (error) {
    await transfer.close()
    throw transfer.explain(error)
  }
}

/** The time budget of one download, its cancellation, and the connections to be closed at its end. */
class Transfer {
  readonly #abort = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #onCallerAbort = () => this.#abort.abort(this.#caller?.reason)
  readonly #agents: Agent[] = []
  readonly #timeoutMs: number
  #leftMs: number

  constructor(options: FetchOptions) {
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    this.#leftMs = this.#timeoutMs
    this.#caller = options.signal
    if (this.#caller?.aborted) this.#onCallerAbort()
    this.#caller?.addEventListener('abort', this.#onCallerAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Counts the time that `work` takes against the budget; time the reader takes between two chunks is its own. */
  async timed<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    const timer = setTimeout(() => this.#abort.abort(timedOut(this.#timeoutMs)), Math.max(0, this.#leftMs))
    try {
      this.signal.throwIfAborted()
      return await work()
    } finally {
      clearTimeout(timer)
      this.#leftMs -= performance.now() - started
    }
  }

  /** A connection pool that reaches the checked addresses and nothing else, whatever a name server says by now. */
  pinned(target: Target): Agent {
    const agent = new Agent({
      // The time budget is the only clock: undici's own limits would end a slow reader's transfer.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16 * 1024,
      connect: {
        timeout: this.#timeoutMs,
        lookup: (_host, { all }, callback) => {
          const first = target.addresses[0]
          if (all) callback(null, [...target.addresses])
          else callback(null, first?.address ?? '', first?.family)
        },
      },
    })
    this.#agents.push(agent)
    return agent
  }

  async close(): Promise<void> {
    this.#caller?.removeEventListener('abort', this.#onCallerAbort)
    await Promise.all(this.#agents.splice(0).map((agent) => agent.destroy()))
  }

  /** What to tell the caller: an abort by its reason, a Refusal as it is, the network's own error as `fetch_failed`. */
  explain(error: unknown): unknown {
    if (error instanceof Refusal) return error
    if (this.signal.aborted) return this.signal.reason
    return new Refusal('fetch_failed', `pcap_url could not be fetched: ${networkFault(error)}.`, { cause: error })
  }
}

async function followRedirects(
  text: string,
  options: FetchOptions,
  transfer: Transfer,
): Promise<{ answer: Dispatcher.ResponseData; host: string }> {
  const { lookup = lookupAll, allow = publicOnly, maxRedirects = MAX_REDIRECTS } = options
  let location = text
  let base: URL | undefined
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const target = await transfer.timed(() => resolveTarget(location, base, { lookup, allow, signal: transfer.signal }))
    const answer = await transfer.timed(() =>
      request(target.url, {
        dispatcher: transfer.pinned(target),
        signal: transfer.signal,
        headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'sipsymposium' },
      }),
    )
    // A body that is destroyed unread reports so; nobody is there to listen.
    answer.body.on('error', () => {})
    if (!REDIRECTS.has(answer.statusCode)) return { answer, host: target.url.hostname }
    const next = answer.headers.location
    answer.body.destroy()
    if (typeof next !== 'string') {
      throw failed(`${target.url.hostname} answered ${answer.statusCode} without saying where to go`)
    }
    location = next
    base = target.url
  }
  throw failed(`it redirects more than ${maxRedirects} times`)
}

async function received(
  answer: Dispatcher.ResponseData,
  host: string,
  maxBytes: number,
  transfer: Transfer,
): Promise<FetchedCapture> {
  if (answer.statusCode !== 200) throw failed(`${host} answered with HTTP status ${answer.statusCode}`)
  const length = contentLength(answer)
  if (length !== undefined && length > maxBytes) throw tooLarge(maxBytes)
  const contentType = single(answer.headers['content-type'])
  const encoding = (single(answer.headers['content-encoding']) ?? '').trim().toLowerCase()
  const body = decoded(counted(answer.body, maxBytes), encoding)
  const chunks = body[Symbol.asyncIterator]()
  const head = await readHead(chunks, transfer)
  const fault = notACapture(head.bytes, contentType)
  if (fault !== undefined) throw failed(`${host} answered with ${fault}`)
  return {
    bytes: remaining(head, chunks, maxBytes, transfer),
    contentType,
    size: encoding === '' || encoding === 'identity' ? length : undefined,
  }
}

interface Head {
  readonly bytes: Uint8Array
  readonly chunks: readonly Uint8Array[]
}

/** The first chunks, until there is enough to judge by. */
async function readHead(chunks: AsyncIterator<Uint8Array>, transfer: Transfer): Promise<Head> {
  const read: Uint8Array[] = []
  for (let size = 0; size < HEAD_BYTES; ) {
    const next = await transfer.timed(() => chunks.next())
    if (next.done) break
    read.push(next.value)
    size += next.value.length
  }
  return { bytes: Buffer.concat(read).subarray(0, HEAD_BYTES), chunks: read }
}

async function* remaining(
  head: Head,
  chunks: AsyncIterator<Uint8Array>,
  maxBytes: number,
  transfer: Transfer,
): AsyncGenerator<Uint8Array> {
  let size = 0
  const within = (chunk: Uint8Array) => {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    return chunk
  }
  try {
    for (const chunk of head.chunks) yield within(chunk)
    for (;;) {
      const next = await transfer.timed(() => chunks.next())
      if (next.done) return
      yield within(next.value)
    }
  } catch (error) {
    throw transfer.explain(error)
  } finally {
    await transfer.close()
  }
}

async function* counted(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

/** Undoes the transfer's content encoding (RFC 9110 §8.4). The reader pulls, so a bomb unfolds no further than it is read. */
function decoded(body: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  if (encoding === '' || encoding === 'identity') return body
  const decoder = DECODERS[encoding]
  if (decoder === undefined)
    throw failed(`it came in the content encoding "${encoding.slice(0, 40)}", which is not understood`)
  return pipeline(Readable.from(body, { objectMode: false }), decoder(), () => {})
}

function contentLength(answer: Dispatcher.ResponseData): number | undefined {
  const text = single(answer.headers['content-length'])
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

const failed = (what: string) => new Refusal('fetch_failed', `pcap_url could not be fetched: ${what}.`)

const timedOut = (timeoutMs: number) => failed(`it took longer than ${timeoutMs / 1000} s`)

function tooLarge(maxBytes: number): Refusal {
  const limit = maxBytes < 1024 * 1024 ? `${maxBytes} bytes` : `${Math.floor(maxBytes / 1024 / 1024)} MiB`
  return new Refusal('payload_too_large', `The file at pcap_url is larger than ${limit}.`)
}

const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the server refuses the connection',
  ECONNRESET: 'the server broke the connection off',
  EPIPE: 'the server broke the connection off',
  UND_ERR_SOCKET: 'the server broke the connection off',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer is shorter or longer than announced',
  UND_ERR_CONNECT_TIMEOUT: 'the server does not answer',
  ETIMEDOUT: 'the server does not answer',
  EHOSTUNREACH: 'the server cannot be reached',
  ENETUNREACH: 'the server cannot be reached',
  UND_ERR_HEADERS_OVERFLOW: 'the answer has too many headers',
}

/** The network's error in words; only its code is looked at, since messages hold addresses. */
function networkFault(error: unknown): string {
  const code = errorCode(error)
  if (code === undefined) return 'the answer could not be read'
  if (code.startsWith('HPE_')) return 'the answer is not HTTP'
  if (/^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/.test(code)) return `TLS failed (${code})`
  if (
    code.startsWith('Z_') ||
    code.startsWith('ERR_BROTLI') ||
    code.startsWith('ZSTD_') ||
    code.startsWith('ERR__ZSTD')
  ) {
    return 'its content encoding is damaged'
  }
  return FAULTS[code] ?? `the connection failed (${code})`
}

function errorCode(error: unknown): string | undefined {
  const { code, errors, cause } = (error ?? {}) as { code?: unknown; errors?: unknown[]; cause?: unknown }
  if (typeof code === 'string') return code
  if (Array.isArray(errors) && errors.length > 0) return errorCode(errors[0])
  return cause === undefined ? undefined : errorCode(cause)
}
