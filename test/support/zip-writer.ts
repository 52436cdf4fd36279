import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib'
import { join, uint64 } from './capture-writer.ts'

/** A file to be put into a ZIP archive. */
export interface ZippedFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** 0 stored, 8 deflate, 93 zstd, or another number that is only claimed. */
  readonly method?: number
  /** Sizes stand behind the data: with a signature, without, or in 64 bits. */
  readonly descriptor?: 'signed' | 'bare' | 'long'
  readonly zip64?: boolean
  readonly encrypted?: boolean
}

const LONG = 0xffffffff

function little(...values: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  return join(...values.map(([value, bytes]) => uint64(BigInt(value)).slice(0, bytes)))
}

function packed({ bytes, method = 8 }: ZippedFile): Uint8Array {
  if (method === 8) return new Uint8Array(deflateRawSync(bytes))
  return method === 93 ? new Uint8Array(zstdCompressSync(bytes)) : bytes
}

function localEntry(file: ZippedFile): Uint8Array {
  const { name, bytes, method = 8, descriptor, zip64 = false, encrypted = false } = file
  const data = packed(file)
  const [crc, size, packedSize] = [crc32(bytes), bytes.length, data.length]
  const isLong = zip64 || descriptor === 'long'
  const stated = (value: number): number => (isLong ? LONG : descriptor === undefined ? value : 0)
  const known = (value: number): bigint => (descriptor === undefined ? BigInt(value) : 0n)
  const extra = isLong
    ? join(little([1, 2], [16, 2]), uint64(known(size)), uint64(known(packedSize)))
    : new Uint8Array(0)
  const flags = (descriptor === undefined ? 0 : 8) | (encrypted ? 1 : 0) | 0x800
  const names = new TextEncoder().encode(name)
  return join(
    little([0x04034b50, 4], [45, 2], [flags, 2], [method, 2], [0, 4], [descriptor === undefined ? crc : 0, 4]),
    little([stated(packedSize), 4], [stated(size), 4], [names.length, 2], [extra.length, 2]),
    names,
    extra,
    data,
    descriptorOf(descriptor, crc, packedSize, size),
  )
}

function descriptorOf(kind: ZippedFile['descriptor'], crc: number, packedSize: number, size: number): Uint8Array {
  switch (kind) {
    case undefined:
      return new Uint8Array(0)
    case 'bare':
      return little([crc, 4], [packedSize, 4], [size, 4])
    case 'signed':
      return little([0x08074b50, 4], [crc, 4], [packedSize, 4], [size, 4])
    case 'long':
      return join(little([0x08074b50, 4], [crc, 4]), uint64(BigInt(packedSize)), uint64(BigInt(size)))
  }
}

/** A ZIP archive. Its central directory has only its first bytes: a reader of a stream does not come to it. */
export const writeZip = (...files: readonly ZippedFile[]): Uint8Array =>
  join(
    ...files.map(localEntry),
    little([0x02014b50, 4]),
    new Uint8Array(42),
    little([0x06054b50, 4]),
    new Uint8Array(18),
  )
