import type { CallRecord } from '../model/events.ts'
import type { Slice } from '../model/page.ts'
import type { Db } from './database.ts'
import { byNumbers, numberedPage, putNumbered } from './numbered.ts'

/** Writes calls as they now stand; one that is there already is replaced. */
export const putCalls = (db: Db, analysisId: string, calls: readonly CallRecord[]): Promise<void> =>
  putNumbered(db, 'calls', analysisId, calls)

/** By number, from 1. Throws `Refusal('invalid_input')` for a malformed cursor. */
export const callsPage = (
  db: Db,
  analysisId: string,
  first: number,
  after: string | undefined,
): Promise<Slice<CallRecord>> => numberedPage(db, 'calls', analysisId, first, after)

/** Those of these numbers that are there, in order. */
export const callsByNumber = (db: Db, analysisId: string, numbers: readonly number[]): Promise<readonly CallRecord[]> =>
  byNumbers(db, 'calls', analysisId, numbers)
