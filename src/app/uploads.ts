import { createHash, type Hash, randomUUID } from 'node:crypto'
import { Refusal } from '../model/refusal.ts'
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import type { Store } from '../store/open.ts'
import { beginUpload, insertUpload, type StoredUpload, updateUpload, uploadById } from '../store/uploads.ts'
import type { Upload } from './app.ts'
import type { Hub } from './hub.ts'
import type { Spool } from './spool.ts'

/** Uploads: bytes on their way into the spool, which an analysis may follow while they come. */
export interface Uploads {
  create(
    workspaceId: string,
    input: { readonly filename?: string | undefined; readonly bytes?: number | undefined },
  ): Promise<Upload>
  receive(
    workspaceId: string,
    uploadId: string,
    bytes: AsyncIterable<Uint8Array>,
    analysed: 'meanwhile' | 'afterwards',
  ): Promise<Upload>
  /**
   * Announces a reader on this node. While it reads, the sender is kept at most `LEAD_BYTES` ahead of it, so that findings reach
   * whoever waits while most of the capture is still to be sent.
   */
  read(uploadId: string): { advance(offset: number): void; stop(): void }
  /** How far an upload is, wherever it is being received. */
  state(
    workspaceId: string,
    uploadId: string,
  ): Promise<{ readonly bytes: number; readonly state: StoredUpload['state'] } | undefined>
}

export interface UploadSettings {
  readonly publicUrl: () => string
  readonly maxBytes: number
}

const UPLOAD_LIFETIME_SECONDS = 3600

/** How long an upload waits, once, for the analysis that is about to follow it. Chosen by us. */
const GREETING_MS = 250

/** How far a sender may be ahead of the analysis that follows it. Chosen by us: two reads of the spool. */
const LEAD_BYTES = 512 * 1024

export function createUploads(
  parts: { readonly store: Store; readonly hub: Hub; readonly spool: Spool; readonly now: () => Micros },
  settings: UploadSettings,
): Uploads {
  const { store, hub, spool, now } = parts
  /** Those this node is receiving right now. */
  const receiving = new Map<string, { bytes: number }>()

  const readers = new Map<string, { offset: number; moved: () => void }>()

  /** Gives an analysis that is starting at this moment the time to come; without one the upload goes on at full speed. */
  const greet = async (id: string): Promise<void> => {
    const listener = hub.listen(id)
    const until = now() + GREETING_MS * MICROS_PER_MS
    while (!readers.has(id) && now() < until) await listener.next(GREETING_MS)
    listener.stop()
  }

  /** Resolves when the reader, if there is one, is near enough. */
  const pace = async (id: string, size: number): Promise<void> => {
    for (let reader = readers.get(id); reader && size - reader.offset > LEAD_BYTES; reader = readers.get(id)) {
      const waited = reader
      await new Promise<void>((moved) => {
        waited.moved = moved
      })
    }
  }

  const told = (row: StoredUpload): Upload => ({
    id: row.id,
    url: `${settings.publicUrl()}/v1/uploads/${row.id}`,
    expiresAt: row.expiresAt,
    bytes: row.receivedBytes,
    complete: row.state === 'complete',
    sha256: undefined,
  })

  return {
    async create(workspaceId, input) {
      if (input.bytes !== undefined && input.bytes > settings.maxBytes) throw tooLarge(settings.maxBytes)
      const row = await insertUpload(store.db, {
        id: randomUUID(),
        workspaceId,
        filename: input.filename,
        declaredBytes: input.bytes,
        expiresAt: now() + UPLOAD_LIFETIME_SECONDS * MICROS_PER_SECOND,
      })
      return told(row)
    },

    async receive(workspaceId, uploadId, bytes, analysed) {
      const upload = await uploadById(store.db, workspaceId, uploadId)
      if (upload === undefined) throw nowhere()
      // One taker: the row moves from open to receiving once, so two PUTs cannot write one file.
      if (!(await beginUpload(store.db, uploadId)))
        throw new Refusal(
          'invalid_input',
          'This upload has expired or its bytes were sent already; create another one.',
        )
      const progress = { bytes: 0 }
      let greeted = false
      const hash = createHash('sha256')
      receiving.set(uploadId, progress)
      try {
        const total = await spool.write(uploadId, hashed(bytes, hash), settings.maxBytes, async (size) => {
          progress.bytes = size
          hub.wake(uploadId)
          if (size <= LEAD_BYTES || analysed === 'afterwards') return
          if (!greeted) await greet(uploadId)
          greeted = true
          await pace(uploadId, size)
        })
        await updateUpload(store.db, uploadId, { state: 'complete', receivedBytes: total })
        return { ...told({ ...upload, state: 'complete', receivedBytes: total }), sha256: hash.digest('hex') }
      } catch (error) {
        await updateUpload(store.db, uploadId, { state: 'failed', receivedBytes: progress.bytes })
        throw error
      } finally {
        receiving.delete(uploadId)
        hub.tell('upload', uploadId)
      }
    },

    read(uploadId) {
      const reader = { offset: 0, moved: () => {} }
      readers.set(uploadId, reader)
      hub.wake(uploadId)
      return {
        advance(offset) {
          reader.offset = offset
          reader.moved()
        },
        stop() {
          if (readers.get(uploadId) === reader) readers.delete(uploadId)
          reader.moved()
        },
      }
    },

    async state(workspaceId, uploadId) {
      const here = receiving.get(uploadId)
      if (here) return { bytes: here.bytes, state: 'receiving' }
      const row = await uploadById(store.db, workspaceId, uploadId)
      if (row === undefined) return undefined
      // Another node receives it: the shared spool knows how far it is.
      const bytes = row.state === 'receiving' ? ((await spool.size(uploadId)) ?? 0) : row.receivedBytes
      return { bytes, state: row.state }
    },
  }
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}

const nowhere = (): Refusal => new Refusal('not_found', 'There is no upload with this id in your workspace.')

const tooLarge = (maxBytes: number): Refusal =>
  new Refusal('payload_too_large', `The capture is larger than ${maxBytes} bytes, the most this service takes.`)
