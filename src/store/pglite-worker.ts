import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import type { Database } from './database.ts'
import { type Argument, type OperationName, operate } from './operations.ts'
import type { PgliteFault, PgliteReply, PgliteRequest } from './pglite-protocol.ts'

/**
 * PGlite in a thread of its own: it is synchronous WebAssembly, and a slow query would stall every socket of the service.
 * One connection, so requests run one by one; while a transaction is open, all but its own wait.
 */
const port = parentPort
if (!port) throw new Error('pglite-worker.ts runs as a worker thread.')

const reply = (message: PgliteReply): void => port.postMessage(message)

const faultOf = (error: unknown): PgliteFault => {
  if (!(error instanceof Error)) return { message: String(error), fields: {} }
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(error)) {
    if (['string', 'number', 'boolean'].includes(typeof value)) fields[name] = value
  }
  return { message: error.message, fields }
}

const waiting: PgliteRequest[] = []
/** The open transaction; requests of others wait in `waiting`. */
let transaction: { readonly number: number; failed: boolean } | undefined
let transactions = 0
let busy = false

function pump(pglite: PGlite): void {
  if (busy) return
  const index = waiting.findIndex((request) => transaction === undefined || belongsTo(request, transaction.number))
  const [request] = index < 0 ? [] : waiting.splice(index, 1)
  if (!request) return
  busy = true
  run(pglite, request)
    .then(
      (value) => reply({ kind: 'done', id: request.id, value }),
      (error) => reply({ kind: 'failed', id: request.id, error: faultOf(error) }),
    )
    .finally(() => {
      busy = false
      pump(pglite)
    })
}

const belongsTo = (request: PgliteRequest, number: number): boolean =>
  (request.kind === 'query' || request.kind === 'end') && request.transaction === number

async function run(pglite: PGlite, request: PgliteRequest): Promise<unknown> {
  switch (request.kind) {
    case 'query':
      return query(pglite, request)
    case 'exec':
      return exec(pglite, request.sql)
    case 'begin':
      await pglite.exec('begin')
      transaction = { number: ++transactions, failed: false }
      return transaction.number
    case 'end':
      return end(pglite, request)
    case 'listen':
      await pglite.exec(`listen ${quoted(request.channel)}`)
      return undefined
    case 'unlisten':
      await pglite.exec(`unlisten ${quoted(request.channel)}`)
      return undefined
    case 'operation':
      return operate(operator(pglite), request.name, request.argument as Argument<OperationName>)
    case 'close':
      return pglite.close()
    default:
      return request satisfies never
  }
}

/** Kysely over the database itself, in this thread. Requests run one by one, so its transactions meet no other. */
let kysely: Kysely<Database> | undefined
const operator = (pglite: PGlite): Kysely<Database> =>
  (kysely ??= new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) }))

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

async function query(pglite: PGlite, request: Extract<PgliteRequest, { kind: 'query' }>): Promise<unknown> {
  if (request.transaction !== undefined && request.transaction !== transaction?.number) {
    throw new Error('This transaction has ended.')
  }
  try {
    const { rows, affectedRows } = await pglite.query(request.sql, [...request.parameters])
    return { rows, affectedRows }
  } catch (error) {
    if (transaction) transaction.failed = true
    throw error
  }
}

/** A text that brings its own `begin` and fails behind it leaves the connection in a dead transaction: end it here, before anyone else. */
async function exec(pglite: PGlite, sql: string): Promise<unknown> {
  try {
    return (await pglite.exec(sql)).map(({ rows }) => ({ rows }))
  } catch (error) {
    await pglite.exec('rollback')
    throw error
  }
}

async function end(pglite: PGlite, request: Extract<PgliteRequest, { kind: 'end' }>): Promise<void> {
  const failed = transaction?.failed
  try {
    // PostgreSQL answers a commit of a failed transaction with a silent rollback. This statement fails in its place (25P02),
    // unless a rollback to a savepoint has mended it.
    if (request.commit && failed) await pglite.query('select 1')
    await pglite.exec(request.commit ? 'commit' : 'rollback')
  } catch (error) {
    // A failed commit (a deferred constraint) has rolled back already; then this does nothing.
    await pglite.exec('rollback')
    throw error
  } finally {
    transaction = undefined
  }
}

async function open(directory: string): Promise<void> {
  // Days stay `YYYY-MM-DD`: a Date would move them by the time zone.
  const pglite = await PGlite.create(directory, { parsers: { 1082: (text: string) => text } })
  pglite.onNotification((channel, payload) => reply({ kind: 'notified', channel, payload }))
  port?.on('message', (request: PgliteRequest) => {
    waiting.push(request)
    pump(pglite)
  })
  reply({ kind: 'open' })
}

open((workerData as { directory: string }).directory).catch((error) =>
  reply({ kind: 'not-open', error: faultOf(error) }),
)
