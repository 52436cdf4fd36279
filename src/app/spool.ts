import { createWriteStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../model/refusal.ts'

/** Captures on disk until their analysis ends (contract §5). One file an upload, named by its id. */
export interface Spool {
  /**
   * Writes the bytes as they come. Resolves with their number when all are in the file; refuses at the first byte over `maxBytes`.
   * `grown` is called after each chunk that a reader can now see; the next one is taken when it resolves.
   */
  write(
    id: string,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
    grown: (bytes: number) => Promise<void> | void,
  ): Promise<number>
  /**
   * Reads the file from its start, following it while it grows. `more(offset)` resolves when there may be bytes past the offset and
   * says whether the file is complete; it throws when the rest will never come.
   */
  follow(id: string, more: (offset: number) => Promise<{ complete: boolean }>): AsyncIterable<Uint8Array>
  /** Size in bytes, undefined when there is no such file. */
  size(id: string): Promise<number | undefined>
  remove(id: string): Promise<void>
}

const READ_BYTES = 256 * 1024

export async function openSpool(directory: string): Promise<Spool> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const pathOf = (id: string) => join(directory, `${id}.capture`)

  return {
    async write(id, bytes, maxBytes, grown) {
      const file = createWriteStream(pathOf(id), { mode: 0o600 })
      let failed: Error | undefined
      file.on('error', (error) => {
        failed = error
      })
      const written = (chunk: Uint8Array) =>
        new Promise<void>((resolve, reject) => file.write(chunk, (error) => (error ? reject(error) : resolve())))
      let total = 0
      try {
        for await (const chunk of bytes) {
          total += chunk.length
          if (total > maxBytes)
            throw new Refusal(
              'payload_too_large',
              `The upload is larger than ${maxBytes} bytes, the most this service takes.`,
            )
          await written(chunk)
          if (failed) throw failed
          await grown(total)
        }
        return total
      } finally {
        await new Promise<void>((resolve) => file.end(resolve))
      }
    },

    async *follow(id, more) {
      let offset = 0
      const { complete: alreadyComplete } = await more(0)
      let complete = alreadyComplete
      const file = await open(pathOf(id), 'r')
      try {
        for (;;) {
          // A fresh one each time: an unpacker downstream may hold several at once.
          const buffer = new Uint8Array(READ_BYTES)
          const { bytesRead } = await file.read(buffer, 0, READ_BYTES, offset)
          if (bytesRead > 0) {
            offset += bytesRead
            yield buffer.subarray(0, bytesRead)
          } else if (complete) return
          else complete = (await more(offset)).complete
        }
      } finally {
        await file.close()
      }
    },

    async size(id) {
      return (await stat(pathOf(id)).catch(() => undefined))?.size
    },

    async remove(id) {
      await rm(pathOf(id), { force: true })
    },
  }
}
