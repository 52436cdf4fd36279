import { createInflateRaw, createZstdDecompress } from 'node:zlib'
import { Refusal } from '../../model/refusal.ts'
import { expand, type Unpacking } from './expand.ts'
import { isBinary, SAMPLE_BYTES } from './foreign.ts'
import { createPull, type Pull } from './pull.ts'
import { sniffContainer } from './sniff.ts'
import {
  DEFLATED,
  nextEntry,
  STORED,
  shown,
  skipDescriptor,
  skipSignedDescriptor,
  whyNot,
  type ZipEntry,
  ZSTD,
} from './zip-entry.ts'

/** A text that may be a readme is kept until a capture has turned up or not; a longer one is a trace. Chosen by us. */
const MAX_HELD_BYTES = 8 * 1024 * 1024
/** In how much of a text SIP must turn up for it to be a trace for sure. */
const TRACE_SAMPLE_BYTES = 64 * 1024
/** No archive of one trace has more files. Chosen by us. */
const MAX_ENTRIES = 1_000
const CHUNK_BYTES = 256 * 1024
const MAX_NAMED = 5

/** What operating systems add to archives. */
const JUNK = /(^|\/)(__MACOSX\/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)|\/$/i

/**
 * The one capture or trace in a ZIP archive (APPNOTE 6.3.10), read as it comes: the central directory at its end is not looked
 * at. A capture is passed on at once, and a packed file as it is; a text is a trace where it holds SIP, or where there is no
 * other. `count` is told of all bytes unpacked, and may throw. Throws a `Refusal` (`invalid_input`) that names the files where
 * there are several or none, or where one is encrypted or packed in a way not known here.
 */
export async function* unzipped(pull: Pull, watch: Unpacking): AsyncGenerator<Uint8Array> {
  const contents = createContents()
  for (let entries = 0; ; entries++) {
    const entry = await nextEntry(pull)
    if (entry === undefined) break
    if (entries === MAX_ENTRIES)
      throw new Refusal('invalid_input', `The ZIP archive holds more than ${MAX_ENTRIES} files.`)
    if (JUNK.test(entry.name) && (await passed(pull, entry, watch))) continue
    const reason = whyNot(entry)
    if (reason !== undefined) throw new Refusal('invalid_input', `${reason} Send the trace or capture itself.`)
    const unpacked = unpackedEntry(pull, entry, watch)
    try {
      yield* contents.take(shown(entry.name), createPull(unpacked))
    } finally {
      await unpacked.return(undefined)
    }
    if (entry.packedBytes === undefined) await skipDescriptor(pull, entry)
  }
  yield* contents.rest()
}

/** Leaves out an entry that nobody wants; false where that needs to know how it is packed. */
async function passed(pull: Pull, entry: ZipEntry, watch: Unpacking): Promise<boolean> {
  if (entry.packedBytes !== undefined) await pull.skip(entry.packedBytes)
  else if (entry.name.endsWith('/')) await skipSignedDescriptor(pull, entry)
  else if (whyNot(entry) !== undefined) return false
  else {
    for await (const _ of unpackedEntry(pull, entry, watch));
    await skipDescriptor(pull, entry)
  }
  return true
}

/** Looks at what the files are, and passes on what is to be read of them. Holds two texts at most. */
function createContents() {
  /** Captures, packed files and texts with SIP; texts without; all others. */
  const traces: string[] = []
  const texts: string[] = []
  const others: string[] = []
  /** The text with SIP, and the one without while it is the only one. */
  let trace: Uint8Array | undefined
  let only: Uint8Array | undefined

  const found = (name: string): void => {
    traces.push(name)
    if (traces.length > 1) throw several(traces)
  }

  const hold = (name: string, bytes: Uint8Array): void => {
    if (hasSip(bytes)) {
      found(name)
      trace = bytes
    } else {
      texts.push(name)
      only = texts.length === 1 ? bytes : undefined
    }
  }

  return {
    /** Reads the file to its end. */
    async *take(name: string, file: Pull): AsyncGenerator<Uint8Array> {
      const head = await file.exactly(SAMPLE_BYTES)
      file.unread(head)
      const nature = natureOf(head)
      if (nature === 'packed') {
        found(name)
        yield* all(file)
      } else if (nature === 'text') {
        const bytes = await file.exactly(MAX_HELD_BYTES)
        if (bytes.length === MAX_HELD_BYTES) {
          found(name)
          yield bytes
          yield* all(file)
        } else hold(name, bytes)
      } else {
        if (head.length > 0) others.push(name)
        for await (const _ of all(file));
      }
    },
    /** The text that turned out to be the only one. */
    *rest(): Generator<Uint8Array> {
      if (trace !== undefined) yield trace
      else if (traces.length > 0) return
      else if (only !== undefined) yield only
      else throw texts.length > 0 ? unclear(texts) : nothing(others)
    },
  }
}

async function* all(pull: Pull): AsyncGenerator<Uint8Array> {
  for (let chunk = await pull.some(CHUNK_BYTES); chunk; chunk = await pull.some(CHUNK_BYTES)) yield chunk
}

/** `packed` is a capture, or something compressed that may be one. */
function natureOf(head: Uint8Array): 'packed' | 'text' | 'other' {
  switch (sniffContainer(head)) {
    case 'pcap':
    case 'pcapng':
    case 'netmon':
    case 'gzip':
    case 'zstd':
    case 'zip':
      return 'packed'
    case 'text':
      return head.length === 0 || isBinary(head) ? 'other' : 'text'
  }
}

const hasSip = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, TRACE_SAMPLE_BYTES)).includes('SIP/2.0')

const listed = (names: readonly string[]): string =>
  names.slice(0, MAX_NAMED).join(', ') + (names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '')

const several = (names: readonly string[]): Refusal =>
  new Refusal('invalid_input', `The ZIP archive holds several traces or captures: ${listed(names)}. Send one of them.`)

const unclear = (names: readonly string[]): Refusal =>
  new Refusal(
    'invalid_input',
    `The ZIP archive holds several texts and none with SIP: ${listed(names)}. Send the trace.`,
  )

const nothing = (names: readonly string[]): Refusal =>
  new Refusal(
    'invalid_input',
    names.length === 0
      ? 'The ZIP archive holds no file. Send the trace or capture itself.'
      : `The ZIP archive holds no trace or capture that is read here, but ${listed(names)}.`,
  )

/** The bytes of an entry; once it is at its end, the next entry follows in `pull`. */
async function* unpackedEntry(pull: Pull, entry: ZipEntry, watch: Unpacking): AsyncGenerator<Uint8Array> {
  const packed = entry.packedBytes === undefined ? pull : createPull(some(pull, entry.packedBytes))
  for await (const chunk of contentsOf(packed, entry, watch)) {
    watch.count(chunk.length)
    yield chunk
  }
  // A stream may end before the length that was stated for it.
  if (packed !== pull) for await (const _ of all(packed));
}

async function* some(pull: Pull, length: number): AsyncGenerator<Uint8Array> {
  for (let missing = length; missing > 0; ) {
    const chunk = await pull.some(Math.min(missing, CHUNK_BYTES))
    if (chunk === undefined) return
    missing -= chunk.length
    yield chunk
  }
}

function contentsOf(packed: Pull, { method }: ZipEntry, { cut }: Unpacking): AsyncGenerator<Uint8Array> {
  switch (method) {
    case STORED:
      return all(packed)
    case DEFLATED:
      return expand(packed, createInflateRaw({ chunkSize: CHUNK_BYTES }), cut)
    case ZSTD:
      return expand(packed, createZstdDecompress({ chunkSize: CHUNK_BYTES }), cut)
    default:
      throw new Error(`method ${method} was to be refused`)
  }
}
