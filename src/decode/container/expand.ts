import { once } from 'node:events'
import type { Transform } from 'node:stream'
import type { Zlib } from 'node:zlib'
import type { Pull } from './pull.ts'

/** Who hears of what comes out of a packing. */
export interface Unpacking {
  /** So many bytes more; throws when they are too many. */
  count(bytes: number): void
  /** The packed bytes ended too soon. */
  cut(): void
}

/** Packed bytes given to the engine at a time: what they unpack to waits in memory. */
const FEED_BYTES = 16_384

/**
 * What `engine` makes of the next bytes of `pull`, until its stream says that it has ended or the bytes are at an end; what
 * follows the stream is put back. Calls `onCut` where the bytes end before the stream does. Throws the engine's error for
 * damage, and what the source throws.
 */
export async function* expand(pull: Pull, engine: Transform & Zlib, onCut: () => void): AsyncGenerator<Uint8Array> {
  /** The last that were given: the engine may not have used them up. */
  let given: Uint8Array[] = []
  let fed = 0
  let over = false
  const closed = once(engine, 'close').catch(() => {})

  const feed = async (): Promise<void> => {
    while (!over) {
      const chunk = await pull.some(FEED_BYTES)
      if (chunk === undefined) break
      fed += chunk.length
      given = [...given.slice(-1), chunk]
      await Promise.race([new Promise<void>((resolve) => engine.write(chunk, () => resolve())), closed])
    }
    if (!over) engine.end()
  }

  const feeding = feed().catch((error: Error) => void engine.destroy(error))
  try {
    for await (const chunk of engine as AsyncIterable<Uint8Array>) yield chunk
  } catch (error) {
    if (!isCutShort(error)) throw error
    onCut()
  } finally {
    over = true
    engine.destroy()
    await feeding
    const left = fed - engine.bytesWritten
    if (left > 0) pull.unread(Buffer.concat(given).subarray(-left))
  }
}

/** The packed bytes end before their stream does. */
const isCutShort = (error: unknown): boolean => (error as { code?: unknown }).code === 'Z_BUF_ERROR'
