import type { Slice } from '../model/page.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'
import type { Db } from './database.ts'
import { byNumbers, numberedPage, putNumbered } from './numbered.ts'

/** Writes registrations as they now stand; one that is there already is replaced. */
export const putRegistrations = (
  db: Db,
  analysisId: string,
  registrations: readonly RegistrationRecord[],
): Promise<void> => putNumbered(db, 'registrations', analysisId, registrations)

/** By number, from 1. Throws `Refusal('invalid_input')` for a malformed cursor. */
export const registrationsPage = (
  db: Db,
  analysisId: string,
  first: number,
  after: string | undefined,
): Promise<Slice<RegistrationRecord>> => numberedPage(db, 'registrations', analysisId, first, after)

/** Those of these numbers that are there, in order. */
export const registrationsByNumber = (
  db: Db,
  analysisId: string,
  numbers: readonly number[],
): Promise<readonly RegistrationRecord[]> => byNumbers(db, 'registrations', analysisId, numbers)
