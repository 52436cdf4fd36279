import { Worker } from 'node:worker_threads'
import type { Argument, OperationName, Result } from './operations.ts'
import type { PgliteFault, PgliteReply, PgliteRequest } from './pglite-protocol.ts'

type Query = { readonly rows: unknown[]; readonly affectedRows?: number }
type Wish = PgliteRequest extends infer Request ? (Request extends unknown ? Omit<Request, 'id'> : never) : never

/**
 * PGlite in its thread, as Kysely's `PGliteDialect` and pg-boss want to see it. `onLost` is called once when the thread dies by
 * itself; every statement then fails.
 */
export class PgliteClient {
  readonly ready = true
  readonly waitReady = Promise.resolve()
  closed = false
  readonly #worker: Worker
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  readonly #listeners = new Map<string, Set<(payload: string) => void>>()
  #last = 0
  #lost: Error | undefined

  /** Resolves when the database is open, which the first time in a directory takes some seconds. */
  static async open(directory: string, onLost: (error: Error) => void): Promise<PgliteClient> {
    const file = import.meta.url.endsWith('.ts') ? './pglite-worker.ts' : './pglite-worker.js'
    const worker = new Worker(new URL(file, import.meta.url), { workerData: { directory }, name: 'pglite' })
    const client = new PgliteClient(worker)
    await new Promise<void>((resolve, reject) => {
      worker.once('message', (first: PgliteReply) => {
        if (first.kind === 'not-open') {
          void worker.terminate()
          return reject(errorOf(first.error))
        }
        worker.on('message', (reply: PgliteReply) => client.#receive(reply))
        resolve()
      })
      worker.once('error', (error) => {
        reject(error)
        client.#lose(error as Error, onLost)
      })
      worker.once('exit', (code) => {
        const error = new Error(`The embedded database's thread ended with code ${code}.`)
        reject(error)
        client.#lose(error, onLost)
      })
    })
    return client
  }

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  async query<Row>(
    sql: string,
    parameters: unknown[] = [],
  ): Promise<{ rows: Row[]; fields: []; affectedRows?: number }> {
    return this.#query<Row>(sql, parameters, undefined)
  }

  async exec(sql: string): Promise<{ rows: unknown[] }[]> {
    return (await this.#ask({ kind: 'exec', sql })) as { rows: unknown[] }[]
  }

  /** Commits when `callback` resolves, rolls back when it rejects. Everything inside goes through what it is given. */
  async transaction<Result>(
    callback: (transaction: { query: PgliteClient['query']; rollback(): Promise<void> }) => Promise<Result>,
  ): Promise<Result> {
    const transaction = (await this.#ask({ kind: 'begin' })) as number
    let ended = false
    const end = async (commit: boolean) => {
      if (ended) return
      ended = true
      await this.#ask({ kind: 'end', transaction, commit })
    }
    try {
      const result = await callback({
        query: (sql, parameters = []) => this.#query(sql, parameters, transaction),
        rollback: () => end(false),
      })
      await end(true)
      return result
    } catch (error) {
      await end(false)
      throw error
    }
  }

  async listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>> {
    const callbacks = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, callbacks)
    // One entry per call, even for the same function twice.
    const entry = (payload: string) => callback(payload)
    callbacks.add(entry)
    await this.#ask({ kind: 'listen', channel })
    return async () => {
      callbacks.delete(entry)
      if (callbacks.size > 0 || this.closed || this.#lost || this.#listeners.get(channel) !== callbacks) return
      this.#listeners.delete(channel)
      await this.#ask({ kind: 'unlisten', channel })
    }
  }

  async operate<Name extends OperationName>(name: Name, argument: Argument<Name>): Promise<Result<Name>> {
    return (await this.#ask({ kind: 'operation', name, argument })) as Result<Name>
  }

  async close(): Promise<void> {
    if (this.closed) return
    // The thread closes when transactions under way have ended; their statements still get through.
    const done = this.#lost ? undefined : this.#ask({ kind: 'close' })
    this.closed = true
    try {
      await done
    } finally {
      await this.#worker.terminate()
    }
  }

  async #query<Row>(sql: string, parameters: unknown[], transaction: number | undefined) {
    const answer = (await this.#ask({ kind: 'query', sql, parameters, transaction })) as Query
    return { rows: answer.rows as Row[], fields: [] as [], affectedRows: answer.affectedRows }
  }

  #ask(wish: Wish): Promise<unknown> {
    const inTransaction = 'transaction' in wish && wish.transaction !== undefined
    if (this.closed && !inTransaction) return Promise.reject(new Error('The embedded database is closed.'))
    if (this.#lost) return Promise.reject(this.#lost)
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#worker.postMessage({ ...wish, id })
    })
  }

  #receive(reply: PgliteReply): void {
    switch (reply.kind) {
      case 'notified':
        for (const callback of this.#listeners.get(reply.channel) ?? []) callback(reply.payload)
        return
      case 'done':
        this.#settle(reply.id)?.resolve(reply.value)
        return
      case 'failed':
        this.#settle(reply.id)?.reject(errorOf(reply.error))
        return
      case 'open':
      case 'not-open':
        return
      default:
        reply satisfies never
    }
  }

  #settle(id: number) {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }

  #lose(error: Error, onLost: (error: Error) => void): void {
    const first = this.#lost === undefined
    this.#lost ??= error
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
    if (first && !this.closed) onLost(error)
  }
}

/** The error as PGlite threw it: Kysely, better-auth and pg-boss look at `code`. */
const errorOf = ({ message, fields }: PgliteFault): Error => Object.assign(new Error(message), fields, { message })
