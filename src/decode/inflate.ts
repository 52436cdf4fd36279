import { pipeline, Readable, type Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { Refusal } from '../model/refusal.ts'
import { type ContainerKind, SNIFF_BYTES, sniffContainer } from './container/sniff.ts'

/** Bytes a compressed input may unpack to. Chosen by us: an hour on a full gigabit link is too much, a day of one trunk is not. */
const INFLATED_BYTES_MAX = 16 * 1024 ** 3
/** Unpacked to packed: captures reach 60, gzip at most 1,032. Chosen by us; looked at once `RATIO_FROM_BYTES` have come out. */
export const INFLATION_RATIO_MAX = 400
const RATIO_FROM_BYTES = 16 * 1024 ** 2

/**
 * The bytes of `source`, unpacked when they are gzip (RFC 1952) or zstd (RFC 8878), as they are otherwise. Packed input that
 * ends too soon gives what there is of it. Throws a `Refusal`: `payload_too_large` for what unpacks to more than the limits
 * above, `invalid_input` for packed bytes that are damaged and for ZIP archives.
 */
export async function* inflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let headBytes = 0
  try {
    while (headBytes < SNIFF_BYTES) {
      const { done, value } = await iterator.next()
      if (done) break
      head.push(value)
      headBytes += value.length
    }
    const unpack = unpacker(sniffContainer(head.length === 1 ? head[0]! : Buffer.concat(head)))
    const whole = joined(head, iterator)
    if (unpack) yield* unpacked(whole, unpack)
    else yield* whole
  } finally {
    await iterator.return?.()
  }
}

async function* joined(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function unpacker(kind: ContainerKind): Transform | undefined {
  switch (kind) {
    case 'gzip':
      return createGunzip({ chunkSize: 256 * 1024 })
    case 'zstd':
      return createZstdDecompress({ chunkSize: 256 * 1024 })
    case 'zip':
      throw new Refusal('invalid_input', 'This is a ZIP archive. Unpack it and send the trace or capture inside.')
    case 'pcap':
    case 'pcapng':
    case 'text':
      return undefined
    default:
      return kind satisfies never
  }
}

async function* unpacked(source: AsyncIterable<Uint8Array>, unpack: Transform): AsyncGenerator<Uint8Array> {
  let [bytesIn, bytesOut] = [0, 0]
  const counted = async function* () {
    for await (const chunk of source) {
      bytesIn += chunk.length
      yield chunk
    }
  }
  // Errors of either end come out of the loop below; pipeline takes care that both are closed.
  pipeline(Readable.from(counted(), { objectMode: true }), unpack, () => {})
  try {
    for await (const chunk of unpack as AsyncIterable<Uint8Array>) {
      bytesOut += chunk.length
      if (isTooMuch(bytesIn, bytesOut)) {
        throw new Refusal('payload_too_large', `The compressed input unpacks to more than ${limitText(bytesOut)}.`)
      }
      yield chunk
    }
  } catch (error) {
    if (isCutShort(error)) return
    if (!isZlibError(error)) throw error
    throw new Refusal('invalid_input', `The compressed input is damaged after ${bytesOut} unpacked bytes.`, {
      cause: error,
    })
  }
}

const isTooMuch = (bytesIn: number, bytesOut: number): boolean =>
  bytesOut > INFLATED_BYTES_MAX || (bytesOut > RATIO_FROM_BYTES && bytesOut > bytesIn * INFLATION_RATIO_MAX)

const limitText = (bytesOut: number): string =>
  bytesOut > INFLATED_BYTES_MAX ? `${INFLATED_BYTES_MAX / 1024 ** 3} GiB` : `${INFLATION_RATIO_MAX} times its size`

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '')
const isCutShort = (error: unknown): boolean => codeOf(error) === 'Z_BUF_ERROR'
const isZlibError = (error: unknown): boolean => /^(Z_|ZSTD_|ERR_ZLIB)/.test(codeOf(error))
