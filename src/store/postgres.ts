import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool, types } from 'pg'
import type { Database } from './database.ts'
import { answers, notify } from './notify.ts'
import type { Store } from './open.ts'
import { operate } from './operations.ts'

/** Statements at once from this node, beside the listener and pg-boss's own. */
const CONNECTIONS = 10

const INT8 = 20
const DATE = 1082

/** As PGlite reads them: `bigint` and `count(*)` are numbers, days stay `YYYY-MM-DD`. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return Number
    if (oid === DATE) return String
    return types.getTypeParser(oid, format as 'text')
  },
} as typeof types

/** A server of PostgreSQL 15 or newer. Throws when it cannot be reached. */
export async function openPostgres(connectionString: string, log: (line: string) => void): Promise<Store> {
  const pool = new Pool({ connectionString, max: CONNECTIONS, types: parsers, application_name: 'sipsymposium' })
  // An idle connection that breaks is replaced at the next statement; unheard, its error would end the process.
  pool.on('error', (error) => log(`A database connection was lost: ${error.message}`))
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    throw new Error(`PostgreSQL cannot be reached: ${messageOf(error)}`, { cause: error })
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  const listener = new Listener(connectionString, log)
  let closed: Promise<void> | undefined
  const close = async () => {
    await listener.close()
    await db.destroy()
  }
  return {
    kind: 'postgres',
    db,
    operate: (name, argument) => operate(db, name, argument),
    poke: (channel, payload) => notify(db, channel, payload),
    listen: (channel, callback, onGap) => listener.listen(channel, callback, onGap),
    boss: () => ({ kind: 'postgres', connectionString }),
    healthy: () => answers(db),
    close: () => (closed ??= close()),
  }
}

/** A refused connection to a name with several addresses has no message of its own. */
const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

interface Subscription {
  readonly callback: (payload: string) => void
  readonly onGap: (() => void) | undefined
}

/** Waits between attempts to come back, in milliseconds; the last one repeats. Chosen by us. */
const RECONNECT_MS = [0, 100, 500, 1_000, 2_000, 5_000]

/** One connection that only listens, made at the first `listen` and made again whenever it is lost. */
class Listener {
  readonly #connectionString: string
  readonly #log: (line: string) => void
  readonly #channels = new Map<string, Set<Subscription>>()
  /** Undefined before the first `listen`, and between a loss and the next connection, which listens to all of `#channels`. */
  #client: Promise<Client> | undefined
  /** What was asked of the connection last: it answers one statement at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(connectionString: string, log: (line: string) => void) {
    this.#connectionString = connectionString
    this.#log = log
  }

  async listen(channel: string, callback: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>> {
    const subscription = { callback, onGap }
    const subscriptions = this.#channels.get(channel) ?? new Set()
    this.#channels.set(channel, subscriptions.add(subscription))
    if (this.#retry === undefined) {
      try {
        await this.#subscribe(channel)
      } catch (error) {
        subscriptions.delete(subscription)
        throw error
      }
    }
    return async () => {
      subscriptions.delete(subscription)
      if (subscriptions.size > 0 || this.#channels.get(channel) !== subscriptions) return
      this.#channels.delete(channel)
      const client = await this.#client?.catch(() => undefined)
      // A connection lost meanwhile has forgotten the channel anyway.
      if (!this.#closed && client) await this.#say(client, `unlisten ${quoted(channel)}`).catch(() => {})
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    const client = await this.#client?.catch(() => undefined)
    await client?.end().catch(() => {})
  }

  async #subscribe(channel: string): Promise<void> {
    this.#client ??= this.#connect()
    const attempt = this.#client
    try {
      await this.#say(await attempt, `listen ${quoted(channel)}`)
    } catch (error) {
      if (this.#client === attempt && this.#retry === undefined) this.#client = undefined
      throw error
    }
  }

  #say(client: Client, statement: string): Promise<void> {
    const said = this.#turn.then(async () => {
      await client.query(statement)
    })
    this.#turn = said.catch(() => {})
    return said
  }

  async #connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.#connectionString,
      application_name: 'sipsymposium listen',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    client.on('notification', ({ channel, payload }) => {
      for (const { callback } of this.#channels.get(channel) ?? []) callback(payload ?? '')
    })
    client.on('error', (error) => this.#log(`The database's listening connection was lost: ${error.message}`))
    try {
      await client.connect()
      const channels = [...this.#channels.keys()]
      if (channels.length > 0) await client.query(channels.map((channel) => `listen ${quoted(channel)}`).join(';'))
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    client.once('end', () => this.#comeBack(0))
    return client
  }

  #comeBack(attempt: number): void {
    if (this.#closed) return
    this.#client = undefined
    this.#retry = setTimeout(
      () => {
        const client = this.#connect()
        client.then(
          () => {
            this.#retry = undefined
            this.#client = client
            for (const { onGap } of [...this.#channels.values()].flatMap((set) => [...set])) onGap?.()
          },
          (error) => {
            this.#log(`The database's listening connection does not come back: ${messageOf(error)}`)
            this.#comeBack(attempt + 1)
          },
        )
      },
      RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)],
    )
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
