import type { Kysely } from 'kysely'
import { acceptAnalysis } from './accept.ts'
import type { Database, Db } from './database.ts'
import { recordEntry } from './record.ts'
import { Undone } from './undone.ts'

/**
 * What a service does all day, each a transaction of several statements whose later ones do not wait for the caller. They
 * run where the database is: on PostgreSQL from this thread, on the embedded one inside its thread, so that a transaction
 * costs one message between threads and not one a statement. Arguments and results are plain data.
 */
const OPERATIONS = { accept: acceptAnalysis, record: recordEntry } as const

export type OperationName = keyof typeof OPERATIONS
export type Argument<Name extends OperationName> = Parameters<(typeof OPERATIONS)[Name]>[1]
export type Result<Name extends OperationName> = Awaited<ReturnType<(typeof OPERATIONS)[Name]>>

/** Runs one in a transaction of its own. What it throws as `Undone` is rolled back and given as its result. */
export async function operate<Name extends OperationName>(
  db: Kysely<Database>,
  name: Name,
  argument: Argument<Name>,
): Promise<Result<Name>> {
  const operation = OPERATIONS[name] as (trx: Db, argument: Argument<Name>) => Promise<Result<Name>>
  try {
    return await db.transaction().execute((trx) => operation(trx, argument))
  } catch (error) {
    if (error instanceof Undone) return error.result as Result<Name>
    throw error
  }
}
