import { Refusal } from '../../model/refusal.ts'
import { uint16, uint32 } from './integers.ts'
import type { Pull } from './pull.ts'

const LOCAL_HEADER = 0x04034b50
const DATA_DESCRIPTOR = 0x08074b50
/** Where the entries end: the central directory and what may stand before or in place of it. */
const AFTER_ENTRIES: ReadonlySet<number> = new Set([0x02014b50, 0x06054b50, 0x06064b50, 0x08064b50])
/** Of an archive that was meant for several disks and fits one. */
const SPANNING_MARKER = 0x30304b50

const HEADER_BYTES = 26
const ENCRYPTED = 0x0001
const SIZES_FOLLOW = 0x0008
const NAMES_HIDDEN = 0x2000
const UTF8_NAME = 0x0800
const SIZE_IN_EXTRA = 0xffffffff
const ZIP64_EXTRA = 1
const WORD = 4_294_967_296

export const STORED = 0
export const DEFLATED = 8
export const ZSTD = 93
/** Other methods (APPNOTE §4.4.5) by name. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  95: 'xz',
  98: 'PPMd',
  99: 'AES',
}

/** A file in a ZIP archive, as its local header tells. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  /** Undefined where it stands behind the data. */
  readonly packedBytes: number | undefined
  /** Sizes behind the data have 64 bits. */
  readonly isLong: boolean
}

const damaged = (): Refusal =>
  new Refusal('invalid_input', 'The ZIP archive is damaged. Send the trace or capture in it.')

/**
 * The next entry (APPNOTE §4.3.7); its data come next out of `pull`. Undefined behind the last one, and where the archive ends
 * too soon. Throws `Refusal` where neither an entry nor the central directory begins.
 */
export async function nextEntry(pull: Pull): Promise<ZipEntry | undefined> {
  for (;;) {
    const head = await pull.exactly(4)
    if (head.length < 4) return undefined
    const signature = uint32(head, 0, true)
    if (AFTER_ENTRIES.has(signature)) return undefined
    if (signature === LOCAL_HEADER) break
    if (signature !== DATA_DESCRIPTOR && signature !== SPANNING_MARKER) throw damaged()
  }
  const header = await pull.exactly(HEADER_BYTES)
  if (header.length < HEADER_BYTES) return undefined
  const flags = uint16(header, 2, true)
  const names = await pull.exactly(uint16(header, 22, true))
  const extra = await pull.exactly(uint16(header, 24, true))
  const isLong = uint32(header, 14, true) === SIZE_IN_EXTRA || extraAt(extra) !== undefined
  const packedBytes = packedSize(header, extra)
  return {
    name: Buffer.from(names).toString((flags & UTF8_NAME) === 0 ? 'latin1' : 'utf8'),
    method: uint16(header, 4, true),
    encrypted: (flags & (ENCRYPTED | NAMES_HIDDEN)) !== 0,
    packedBytes: (flags & SIZES_FOLLOW) !== 0 && packedBytes === 0 ? undefined : packedBytes,
    isLong,
  }
}

function packedSize(header: Uint8Array, extra: Uint8Array): number {
  const packed = uint32(header, 14, true)
  if (packed !== SIZE_IN_EXTRA) return packed
  const at = extraAt(extra)
  // The unpacked size stands before it, where that does not fit either.
  const field = at === undefined ? 0 : at + (uint32(header, 18, true) === SIZE_IN_EXTRA ? 8 : 0)
  if (at === undefined || field + 8 > extra.length) throw damaged()
  return uint32(extra, field + 4, true) * WORD + uint32(extra, field, true)
}

/** Where the extra field of ZIP64 begins (§4.5.3). */
function extraAt(extra: Uint8Array): number | undefined {
  for (let at = 0; extra.length - at >= 4; at += 4 + uint16(extra, at + 2, true)) {
    if (uint16(extra, at, true) === ZIP64_EXTRA) return at + 4
  }
  return undefined
}

/** Passes the checksum and sizes behind the data of an entry (§4.3.9): with or without a signature, in 32 or 64 bits. */
export async function skipDescriptor(pull: Pull, entry: ZipEntry): Promise<void> {
  const head = await pull.exactly(4)
  if (head.length < 4) return
  const signed = uint32(head, 0, true) === DATA_DESCRIPTOR
  await pull.skip((signed ? 4 : 0) + (entry.isLong ? 16 : 8))
}

/** The same behind a folder, which has no data and often nothing behind it either. */
export async function skipSignedDescriptor(pull: Pull, entry: ZipEntry): Promise<void> {
  const head = await pull.exactly(4)
  pull.unread(head)
  if (head.length === 4 && uint32(head, 0, true) === DATA_DESCRIPTOR) await skipDescriptor(pull, entry)
}

/** Why an entry cannot be unpacked, in a sentence; undefined where it can. */
export function whyNot({ name, method, encrypted, packedBytes }: ZipEntry): string | undefined {
  if (encrypted) return `${shown(name)} in the ZIP archive is encrypted.`
  if (method !== STORED && method !== DEFLATED && method !== ZSTD) {
    return `${shown(name)} in the ZIP archive is packed with ${METHODS[method] ?? `method ${method}`}, which is not unpacked here.`
  }
  if (packedBytes === undefined && method !== DEFLATED)
    return `The ZIP archive does not say how long ${shown(name)} is.`
  return undefined
}

/** A name as it may be shown: a stranger wrote it. */
export function shown(name: string): string {
  const plain = name.replace(/[\p{C}]/gu, '?')
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain
}
