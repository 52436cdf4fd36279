import type { OperationName } from './operations.ts'

/** What the main thread asks of the thread that runs PGlite. Each request gets one reply with its `id`. */
export type PgliteRequest = { readonly id: number } & (
  | {
      readonly kind: 'query'
      readonly sql: string
      readonly parameters: readonly unknown[]
      readonly transaction: number | undefined
    }
  /** Several statements in one text, without parameters. */
  | { readonly kind: 'exec'; readonly sql: string }
  /** Waits for its turn; the reply's value is the transaction's number. Until its end nobody else gets one. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'end'; readonly transaction: number; readonly commit: boolean }
  | { readonly kind: 'listen' | 'unlisten'; readonly channel: string }
  /** One of operations.ts, a whole transaction in one message. */
  | { readonly kind: 'operation'; readonly name: OperationName; readonly argument: unknown }
  | { readonly kind: 'close' }
)

export type PgliteReply =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PgliteFault }
  | { readonly kind: 'notified'; readonly channel: string; readonly payload: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'not-open'; readonly error: PgliteFault }

/** An error's own fields, since a copy between threads keeps only the message. */
export interface PgliteFault {
  readonly message: string
  /** SQLSTATE and what else PostgreSQL says: code, detail, constraint, table ... */
  readonly fields: Readonly<Record<string, unknown>>
}
