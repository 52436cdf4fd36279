import { type FileHandle, open } from 'node:fs/promises'

const BUFFER_BYTES = 1024 * 1024

/**
 * A file's bytes in chunks of up to 1 MiB, the next one being read while this one is looked at. For a plain file two buffers
 * take turns, so a chunk is valid only until the next one is asked for. Packed files are read ahead by the unpacker, and pipes
 * give short pieces of which several are held: their chunks are kept apart. Throws the system's error when the file cannot be
 * opened or read.
 */
export async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  // Whoever leaves in the middle does so while a read is under way; it must end before the file may be closed.
  let pending: Promise<number> | undefined
  try {
    const plain = (await file.stat()).isFile()
    const buffers: [Buffer, Buffer] = [newBuffer(), newBuffer()]
    pending = read(file, buffers[0])
    let fresh = false
    for (;;) {
      const bytesRead = await pending
      if (bytesRead === 0) return
      const chunk = buffers[0].subarray(0, bytesRead)
      fresh ||= !plain || isPacked(chunk)
      buffers.reverse()
      if (fresh) buffers[0] = newBuffer()
      pending = read(file, buffers[0])
      yield chunk
    }
  } finally {
    await pending?.catch(() => undefined)
    await file.close()
  }
}

const newBuffer = (): Buffer => Buffer.allocUnsafeSlow(BUFFER_BYTES)

/** gzip (RFC 1952 §2.3.1) or zstd (RFC 8878 §3.1.1), little endian. Asked of every chunk: a false alarm costs a buffer. */
const isPacked = (chunk: Buffer): boolean =>
  (chunk[0] === 0x1f && chunk[1] === 0x8b) || (chunk.length >= 4 && chunk.readUInt32LE(0) === 0xfd2fb528)

function read(file: FileHandle, buffer: Buffer): Promise<number> {
  const reading = file.read(buffer, 0, buffer.length, null).then(({ bytesRead }) => bytesRead)
  // It is awaited one turn later; a failure until then is no unhandled one.
  reading.catch(() => undefined)
  return reading
}
