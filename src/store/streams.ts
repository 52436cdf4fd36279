import type { StreamRecord } from '../model/events.ts'
import type { Slice } from '../model/page.ts'
import type { Db } from './database.ts'
import { byNumbers, numberedPage, putNumbered } from './numbered.ts'

/** Writes RTP streams as they now stand; one that is there already is replaced. */
export const putStreams = (db: Db, analysisId: string, streams: readonly StreamRecord[]): Promise<void> =>
  putNumbered(db, 'streams', analysisId, streams)

/** By number, from 1. Throws `Refusal('invalid_input')` for a malformed cursor. */
export const streamsPage = (
  db: Db,
  analysisId: string,
  first: number,
  after: string | undefined,
): Promise<Slice<StreamRecord>> => numberedPage(db, 'streams', analysisId, first, after)

/** Those of these numbers that are there, in order. */
export const streamsByNumber = (
  db: Db,
  analysisId: string,
  numbers: readonly number[],
): Promise<readonly StreamRecord[]> => byNumbers(db, 'streams', analysisId, numbers)
