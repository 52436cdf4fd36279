import { Worker } from 'node:worker_threads'
import { inflated } from '../analyze.ts'
import type { AnalysisEvent } from '../model/events.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import { Refusal } from '../model/refusal.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

export interface PoolSettings {
  readonly workers: number
  /** MiB of heap for each worker. */
  readonly memoryMb: number
  /** Milliseconds one chunk may take. */
  readonly stallMs: number
}

export interface WorkerPool {
  /**
   * `analyze` of analyze.ts in a warm thread: the same events, a batch for each chunk that gave any. Throws the spine's `Refusal`,
   * `WorkerLost` when its thread had to be replaced, and the signal's reason when aborted.
   */
  analyze(
    source: AsyncIterable<Uint8Array>,
    options: AnalyzeOptions,
    signal: AbortSignal,
  ): AsyncIterable<readonly AnalysisEvent[]>
  close(): Promise<void>
}

/** The thread of an analysis was replaced. `guilty`: its own chunk was being worked on, so running it again would do it again. */
export class WorkerLost extends Error {
  readonly guilty: boolean
  constructor(message: string, guilty: boolean) {
    super(message)
    this.name = 'WorkerLost'
    this.guilty = guilty
  }
}

/** Chunks are cut to this size, so that a large capture holds a thread for a few milliseconds at a time. */
const CHUNK_BYTES = 256 * 1024

/**
 * MiB of young generation: the spine leaves little garbage a packet, and a small nursery keeps a thread's memory flat over
 * captures of any size (measured: 1 GB against 100 MB at 1.09 instead of 1.40).
 */
const YOUNG_MB = 8

/** Starts the threads; they load the spine once and stay warm. */
export function createWorkerPool(settings: PoolSettings): WorkerPool {
  const threads = Array.from({ length: settings.workers }, () => new Thread(settings))
  let nextId = 1

  async function* analyze(
    source: AsyncIterable<Uint8Array>,
    options: AnalyzeOptions,
    signal: AbortSignal,
  ): AsyncGenerator<readonly AnalysisEvent[]> {
    const thread = threads.reduce((least, thread) => (thread.open < least.open ? thread : least))
    const id = nextId++
    let cut: string | undefined
    const heard = (what: string): void => {
      cut ??= what
    }
    thread.adopt(id)
    try {
      await thread.ask({ kind: 'open', id, options })
      for await (const chunk of inflated(source, heard)) {
        for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
          signal.throwIfAborted()
          // A copy of its own, since the buffer changes hands (`slice` of a Buffer would be a view).
          const piece = new Uint8Array(chunk.subarray(start, start + CHUNK_BYTES))
          const events = await thread.ask({ kind: 'push', id, chunk: piece }, [piece.buffer])
          if (events.length > 0) yield events
        }
      }
      signal.throwIfAborted()
      yield await thread.ask({ kind: 'end', id, cut })
    } finally {
      thread.release(id)
    }
  }

  return {
    analyze,
    async close() {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}

interface Waiting {
  readonly resolve: (events: readonly AnalysisEvent[]) => void
  readonly reject: (error: Error) => void
}

/** One worker thread and the questions it has not answered yet. When it hangs or dies, another takes its place. */
class Thread {
  readonly #settings: PoolSettings
  readonly #waiting = new Map<number, Waiting>()
  readonly #analyses = new Set<number>()
  /** Analyses the thread lost; their next question is answered with WorkerLost. */
  readonly #lost = new Set<number>()
  #worker: Worker
  /** Ids in the order asked: the first is what the thread works on. */
  #queue: number[] = []
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(settings: PoolSettings) {
    this.#settings = settings
    this.#worker = this.#start()
  }

  get open(): number {
    return this.#analyses.size
  }

  adopt(id: number): void {
    this.#analyses.add(id)
  }

  release(id: number): void {
    this.#analyses.delete(id)
    if (!this.#lost.delete(id)) this.#worker.postMessage({ kind: 'forget', id } satisfies ToWorker)
  }

  ask(message: ToWorker, transfer: ArrayBufferLike[] = []): Promise<readonly AnalysisEvent[]> {
    if (this.#lost.has(message.id)) return Promise.reject(new WorkerLost('its worker was replaced', false))
    if (this.#closed) return Promise.reject(new WorkerLost('the service is shutting down', false))
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve, reject })
      this.#queue.push(message.id)
      this.#worker.postMessage(message, transfer as ArrayBuffer[])
      if (this.#queue.length === 1) this.#watch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#worker.terminate()
    this.#loseAll('the service is shutting down', undefined)
  }

  #start(): Worker {
    const url = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
    const worker = new Worker(url, {
      resourceLimits: { maxOldGenerationSizeMb: this.#settings.memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    })
    worker.unref()
    worker.on('message', (message: FromWorker) => this.#answered(message))
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#replace(`a worker died: ${error.message}`)
    })
    return worker
  }

  #answered(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    this.#queue.shift()
    this.#watch()
    if (message.kind === 'events') waiting?.resolve(message.events)
    else if (message.kind === 'refused') waiting?.reject(new Refusal(message.code, message.message))
    else waiting?.reject(new Error(message.message))
  }

  #watch(): void {
    clearTimeout(this.#timer)
    if (this.#queue.length === 0) return
    this.#timer = setTimeout(() => {
      void this.#worker.terminate()
      this.#replace(`a chunk took more than ${this.#settings.stallMs} ms`)
    }, this.#settings.stallMs)
    this.#timer.unref()
  }

  #replace(why: string): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    const guilty = this.#queue[0]
    this.#worker = this.#start()
    this.#loseAll(why, guilty)
  }

  #loseAll(why: string, guilty: number | undefined): void {
    for (const id of this.#analyses) this.#lost.add(id)
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    this.#queue = []
    for (const [id, { reject }] of waiting) reject(new WorkerLost(why, id === guilty))
  }
}
