import type { Micros } from '../model/time.ts'
import { MICROS_PER_MS } from '../model/time.ts'
import type { StoredAnalysis } from '../store/analysis-row.ts'
import { inputOf, removeInput } from '../store/inputs.ts'
import type { Store } from '../store/open.ts'
import { deleteUpload } from '../store/uploads.ts'
import { keepsInput } from '../store/workspaces.ts'
import type { Hub } from './hub.ts'
import type { Spool } from './spool.ts'
import type { Uploads } from './uploads.ts'

/** The bytes of an accepted analysis, wherever they lie: a pasted trace in the database, a capture in the spool, or at a URL. */
export interface Inputs {
  /** `bytes` where the size is known before reading. Throws `InputLost`, or the fetcher's `Refusal`, also while reading. */
  open(
    row: StoredAnalysis,
    signal: AbortSignal,
  ): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly bytes: number | undefined }>
  /** Deletes a capture after the end of its analysis, unless the workspace keeps its inputs; a text goes with the last words. */
  discard(row: StoredAnalysis): Promise<void>
  /** Deletes them. */
  erase(row: StoredAnalysis): Promise<void>
}

/** The input is gone, or stopped coming. */
export class InputLost extends Error {}

export type Fetch = (
  url: string,
  options: {
    readonly maxBytes: number
    readonly timeoutMs: number
    readonly maxRedirects: number
    readonly signal: AbortSignal
  },
) => Promise<{ readonly bytes: AsyncIterable<Uint8Array>; readonly size?: number | undefined }>

export interface InputSettings {
  readonly fetchMaxBytes: number
  readonly fetchTimeoutMs: number
  /** Milliseconds without a byte after which an upload counts as lost. */
  readonly uploadIdleMs: number
}

/** How often another node's upload is looked at; this node's own wakes its reader. */
const POLL_MS = 100

export function createInputs(
  parts: {
    readonly store: Store
    readonly hub: Hub
    readonly spool: Spool
    readonly uploads: Uploads
    readonly fetch: Fetch
    readonly now: () => Micros
  },
  settings: InputSettings,
): Inputs {
  const { store, hub, spool, uploads, now } = parts

  /** Follows an upload into the spool until it is complete. */
  async function* follow(workspaceId: string, uploadId: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const listener = hub.listen(uploadId)
    const reader = uploads.read(uploadId)
    let seen = 0
    let since = now()
    const more = async (offset: number): Promise<{ complete: boolean }> => {
      for (;;) {
        signal.throwIfAborted()
        const upload = await uploads.state(workspaceId, uploadId)
        if (upload === undefined) throw new InputLost('The upload is gone.')
        if (upload.state === 'complete') return { complete: true }
        if (upload.state === 'failed') throw new InputLost('The upload broke off before all bytes had come.')
        if (upload.bytes > offset) return { complete: false }
        if (upload.bytes > seen) [seen, since] = [upload.bytes, now()]
        if (now() - since > settings.uploadIdleMs * MICROS_PER_MS)
          throw new InputLost(`The upload sent nothing for ${settings.uploadIdleMs} ms.`)
        await listener.next(POLL_MS, signal)
      }
    }
    try {
      let offset = 0
      for await (const chunk of spool.follow(uploadId, more)) {
        yield chunk
        offset += chunk.length
        reader.advance(offset)
      }
    } finally {
      reader.stop()
      listener.stop()
    }
  }

  const erase = async (row: StoredAnalysis): Promise<void> => {
    if (row.source === 'trace') await removeInput(store.db, row.id)
    if (row.uploadId === undefined) return
    await deleteUpload(store.db, row.uploadId)
    await spool.remove(row.uploadId)
  }

  return {
    async open(row, signal) {
      if (row.source === 'trace') {
        const trace = await inputOf(store.db, row.id)
        if (trace === undefined) throw new InputLost('The trace is no longer stored.')
        return { chunks: one(trace), bytes: trace.length }
      }
      if (row.source === 'pcap-url') {
        if (row.pcapUrl === undefined) throw new InputLost('The address of the capture is no longer stored.')
        const fetched = await parts.fetch(row.pcapUrl, {
          maxBytes: settings.fetchMaxBytes,
          timeoutMs: settings.fetchTimeoutMs,
          maxRedirects: 3,
          signal,
        })
        return { chunks: fetched.bytes, bytes: fetched.size }
      }
      if (row.uploadId === undefined) throw new InputLost('The upload is gone.')
      const upload = await uploads.state(row.workspaceId, row.uploadId)
      return {
        chunks: follow(row.workspaceId, row.uploadId, signal),
        bytes: upload?.state === 'complete' ? upload.bytes : undefined,
      }
    },

    async discard(row) {
      if (row.uploadId !== undefined && !(await keepsInput(store.db, row.workspaceId))) await erase(row)
    },
    erase,
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
