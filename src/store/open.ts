import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import type { Argument, OperationName, Result } from './operations.ts'
import { openPostgres } from './postgres.ts'

/** The database, however it is kept. `close` it last: everything else stands on it. */
export interface Store {
  readonly kind: 'embedded' | 'postgres'
  readonly db: Kysely<Database>
  /** Runs one of operations.ts in a transaction, where the database is. */
  operate<Name extends OperationName>(name: Name, argument: Argument<Name>): Promise<Result<Name>>
  /** Tells whoever listens on that channel, on any node. Payloads are ids, never content (`notify` does it inside a transaction). */
  poke(channel: string, payload: string): Promise<void>
  /**
   * Calls back for each poke on that channel; the result stops it. `onGap` is called after a lost connection is back, since
   * nobody knows what was poked meanwhile.
   */
  listen(channel: string, callback: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>
  /** How pg-boss reaches the same database. */
  boss(): BossDatabase
  /** Whether a statement gets its answer. Never throws. */
  healthy(): Promise<boolean>
  /** Waits for statements under way, then lets go of the database and its lock. Calling it again does nothing. */
  close(): Promise<void>
}

export type BossDatabase =
  | { readonly kind: 'postgres'; readonly connectionString: string }
  | { readonly kind: 'embedded'; readonly pglite: EmbeddedDatabase }

/** What pg-boss needs of PGlite. */
interface EmbeddedDatabase {
  query<Row>(sql: string, parameters?: unknown[]): Promise<{ rows: Row[] }>
  /** Several statements in one text, without parameters. */
  exec(sql: string): Promise<{ rows: unknown[] }[]>
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>
}

export interface StoreSettings {
  /** PostgreSQL instead of the embedded database. */
  readonly databaseUrl: string | undefined
  /** Where the embedded database lies, under `pg`. */
  readonly dataDir: string
  /** One line for the operator. */
  readonly log: (line: string) => void
}

/**
 * Opens the database; `migrate` is the caller's next step. Throws one clear error when it cannot be reached or another process
 * has the embedded one.
 */
export function openStore(settings: StoreSettings): Promise<Store> {
  const { databaseUrl, dataDir, log } = settings
  return databaseUrl === undefined ? openEmbedded(dataDir, log) : openPostgres(databaseUrl, log)
}
