import { MICROS_PER_MS, type Micros } from '../model/time.ts'

/** An instant as the drivers write it: milliseconds, the rest is cut. */
export const dateOf = (at: Micros): Date => new Date(Math.floor(at / MICROS_PER_MS))
export const microsOf = (date: Date): Micros => date.getTime() * MICROS_PER_MS
export const microsOrNone = (date: Date | null): Micros | undefined => (date === null ? undefined : microsOf(date))

/** Text columns refuse NUL; a stranger's is written as U+FFFD, so that it is kept, and as a filter matches nothing else. */
export const textOf = (text: string): string => text.replaceAll('\0', '\ufffd')

/** Ids come from strangers too, and PostgreSQL throws on a `uuid` that is none; here such an id is simply nobody's. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)

/** What a `json` column of ours holds; it was written by the function beside the one that reads it. */
export const fromJson = <T>(value: unknown): T => value as T
export const fromJsonOrNone = <T>(value: unknown): T | undefined => (value === null ? undefined : (value as T))

/**
 * Documents as one argument, to be taken apart by `json_array_elements(...::text::json)`: an array of texts would have every
 * quotation mark of theirs written with a backslash, and read again.
 */
export const jsonRows = (documents: readonly unknown[]): string =>
  `[${documents.map((document) => JSON.stringify(document)).join(',')}]`
