import type { Slice } from '../model/page.ts'
import { Refusal } from '../model/refusal.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'
import { isUuid } from './values.ts'

/** The place behind one row: the list's own letter, then what that list is ordered by. Opaque to clients (contract §3). */
const encode = (list: string, parts: readonly (string | number)[]): string =>
  Buffer.from([list, ...parts].join(' ')).toString('base64url')

function decode(list: string, cursor: string): string[] {
  const text = Buffer.from(cursor.slice(0, 200), 'base64url').toString()
  const [name, ...parts] = text.split(' ')
  // Base64 forgives stray characters; a cursor is only what we gave out.
  if (name !== list || Buffer.from(text).toString('base64url') !== cursor) throw malformed()
  return parts
}

const malformed = (): Refusal =>
  new Refusal('invalid_input', 'This cursor is not one of this list.', {
    issues: [{ path: ['after'], message: 'not a cursor of this list' }],
  })

/** Cursor of a list ordered by one whole number. */
export const numberCursor = (list: string, number: number): string => encode(list, [number])

/** Throws `Refusal('invalid_input')` for a malformed cursor or one of another list. */
export function numberOf(list: string, cursor: string): number {
  const [text, ...rest] = decode(list, cursor)
  const number = Number(text)
  if (text === undefined || text === '' || rest.length > 0 || !Number.isSafeInteger(number)) throw malformed()
  return number
}

/** Cursor of a list ordered by an instant (to the millisecond), then by id. */
export const instantCursor = (list: string, at: Micros, id: string): string => encode(list, [at / MICROS_PER_MS, id])

/** Throws `Refusal('invalid_input')` for a malformed cursor or one of another list. */
export function instantOf(list: string, cursor: string): { readonly at: Date; readonly id: string } {
  const [ms, id, ...rest] = decode(list, cursor)
  const at = new Date(Number(ms))
  const year = at.getUTCFullYear()
  if (!ms || !id || rest.length > 0 || !isUuid(id) || !(year >= 1970 && year < 10_000)) throw malformed()
  return { at, id }
}

/** `rows` were asked for with a limit of `first + 1`: the one too many only says that there is more. */
export function sliceOf<Row, Item>(
  rows: readonly Row[],
  first: number,
  read: (row: Row) => { readonly item: Item; readonly cursor: string },
): Slice<Item> {
  return { items: rows.slice(0, first).map(read), hasNext: rows.length > first }
}
