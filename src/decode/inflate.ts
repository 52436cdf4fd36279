import { createGunzip, createZstdDecompress } from 'node:zlib'
import { Refusal } from '../model/refusal.ts'
import { expand } from './container/expand.ts'
import { uint32 } from './container/integers.ts'
import { createPull, type Pull } from './container/pull.ts'
import { type ContainerKind, SNIFF_BYTES, sniffContainer } from './container/sniff.ts'
import { unzipped } from './container/zip.ts'

/** Bytes a compressed input may unpack to. Chosen by us: an hour on a full gigabit link is too much, a day of one trunk is not. */
const INFLATED_BYTES_MAX = 16 * 1024 ** 3
/** Unpacked to packed: captures reach 60, gzip at most 1,032. Chosen by us; looked at once `RATIO_FROM_BYTES` have come out. */
export const INFLATION_RATIO_MAX = 400
const RATIO_FROM_BYTES = 16 * 1024 ** 2
/** Packings inside each other that are undone: `capture.pcap.gz` in a ZIP archive, and no more. Chosen by us. */
const MAX_PACKINGS = 2
const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of `source`, unpacked when they are gzip (RFC 1952), zstd (RFC 8878) or a ZIP archive with one trace or capture, as
 * they are otherwise; what is packed twice is unpacked twice. Packed input that ends too soon or is damaged further in gives
 * what comes before, and `onCut` is told so in a few words. Throws a `Refusal`: `payload_too_large` for what unpacks to more
 * than the limits above, `invalid_input` for packed bytes that are damaged from the start and for archives of which it is not
 * clear what is to be read.
 */
export async function* inflated(
  source: AsyncIterable<Uint8Array>,
  onCut: (what: string) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const budget = createBudget(onCut)
  yield* undone(budget.packed(source), budget, 0)
}

/** Counts what went in, and what each unpacking brings out; hears of what is cut. */
function createBudget(onCut: (what: string) => void) {
  let bytesIn = 0
  return {
    damaged: (bytesOut: number): void => onCut(`damaged after ${bytesOut} unpacked bytes`),
    cut: (): void => onCut('it ends before its end'),
    async *packed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        bytesIn += chunk.length
        yield chunk
      }
    },
    /** A count for one unpacking. */
    unpacking(): (bytes: number) => void {
      let bytesOut = 0
      return (bytes) => {
        bytesOut += bytes
        const isTooMuch = bytesOut > INFLATED_BYTES_MAX
        if (!isTooMuch && (bytesOut <= RATIO_FROM_BYTES || bytesOut <= bytesIn * INFLATION_RATIO_MAX)) return
        const limit = isTooMuch ? `${INFLATED_BYTES_MAX / 1024 ** 3} GiB` : `${INFLATION_RATIO_MAX} times its size`
        throw new Refusal('payload_too_large', `The compressed input unpacks to more than ${limit}.`)
      }
    },
  }
}

type Budget = ReturnType<typeof createBudget>

async function* undone(
  source: AsyncIterable<Uint8Array>,
  budget: Budget,
  packings: number,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    const pull = createPull(iterator)
    const head = await pull.exactly(SNIFF_BYTES)
    pull.unread(head)
    const unpacked = packings < MAX_PACKINGS ? unpacking(sniffContainer(head), pull, budget) : undefined
    if (unpacked !== undefined) yield* undone(unpacked, budget, packings + 1)
    else for (let chunk = await pull.some(WHOLE); chunk; chunk = await pull.some(WHOLE)) yield chunk
  } finally {
    await iterator.return?.()
  }
}

const WHOLE = Number.POSITIVE_INFINITY

/** Undefined for what is not packed. */
function unpacking(kind: ContainerKind, pull: Pull, budget: Budget): AsyncGenerator<Uint8Array> | undefined {
  const count = budget.unpacking()
  switch (kind) {
    case 'gzip':
      return checked(expand(pull, createGunzip({ chunkSize: CHUNK_BYTES }), budget.cut), count, budget)
    case 'zstd':
      return checked(zstdFrames(pull, budget.cut), count, budget)
    case 'zip':
      return checked(unzipped(pull, { count, cut: budget.cut }), () => {}, budget)
    case 'pcap':
    case 'pcapng':
    case 'netmon':
    case 'text':
      return undefined
    default:
      return kind satisfies never
  }
}

const ZSTD_MAGIC = 0xfd2fb528
/** Sixteen of them, for what a reader may pass over. */
const SKIPPABLE_MAGIC = 0x184d2a50

/** zstd frames one after the other (RFC 8878 §3.1), as tools that pack in parallel write them. */
async function* zstdFrames(pull: Pull, onCut: () => void): AsyncGenerator<Uint8Array> {
  for (;;) {
    const head = await pull.exactly(SNIFF_BYTES)
    const magic = head.length < SNIFF_BYTES ? 0 : uint32(head, 0, true)
    if (magic === ZSTD_MAGIC) {
      pull.unread(head)
      yield* expand(pull, createZstdDecompress({ chunkSize: CHUNK_BYTES }), onCut)
    } else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      const length = await pull.exactly(4)
      if (length.length === 4) await pull.skip(uint32(length, 0, true))
    } else return
  }
}

/** Counts what comes out. Damage ends it; where nothing came out before, it is refused. */
async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  let bytesOut = 0
  try {
    for await (const chunk of chunks) {
      count(chunk.length)
      bytesOut += chunk.length
      yield chunk
    }
  } catch (error) {
    if (!isZlibError(error)) throw error
    if (bytesOut === 0) throw new Refusal('invalid_input', 'The compressed input is damaged.', { cause: error })
    budget.damaged(bytesOut)
  }
}

const isZlibError = (error: unknown): boolean =>
  /^(Z_|ZSTD_|ERR_ZLIB)/.test(String((error as { code?: unknown }).code ?? ''))
