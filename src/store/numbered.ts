import { type SqlBool, sql } from 'kysely'
import type { Slice } from '../model/page.ts'
import { numberCursor, numberOf, sliceOf } from './cursor.ts'
import type { Db } from './database.ts'
import { fromJson, isUuid, jsonRows } from './values.ts'

/** These are kept alike: a document under its number within the analysis. */
type Table = 'calls' | 'streams' | 'registrations'

/** A capture may hold a hundred thousand calls: a statement takes so many, to bound what one message holds. */
const ROWS_PER_STATEMENT = 5_000

/** Of PostgreSQL's `integer`. */
const LARGEST = 0x7fff_ffff

export async function putNumbered(
  db: Db,
  table: Table,
  analysisId: string,
  records: readonly { readonly number: number }[],
): Promise<void> {
  // A statement cannot touch a row twice: of one number the last record holds.
  const latest = [...new Map(records.map((record) => [record.number, record])).values()]
  for (let start = 0; start < latest.length; start += ROWS_PER_STATEMENT) {
    const batch = latest.slice(start, start + ROWS_PER_STATEMENT)
    await sql`
      insert into ${sql.table(table)} (analysis_id, number, data)
      select ${analysisId}::uuid, batch.number, batch.data
      from rows from (unnest(${batch.map(({ number }) => number)}::int[]), json_array_elements(${jsonRows(batch)}::text::json))
        as batch (number, data)
      on conflict (analysis_id, number) do update set data = excluded.data`.execute(db)
  }
}

/** By number. Throws `Refusal('invalid_input')` for a malformed cursor. */
export async function numberedPage<Item>(
  db: Db,
  table: Table,
  analysisId: string,
  first: number,
  after: string | undefined,
): Promise<Slice<Item>> {
  if (!isUuid(analysisId)) return { items: [], hasNext: false }
  const rows = await db
    .selectFrom(table)
    .select(['number', 'data'])
    .where('analysis_id', '=', analysisId)
    .where('number', '>', after === undefined ? 0 : Math.min(numberOf(table, after), LARGEST))
    .orderBy('number')
    .limit(first + 1)
    .execute()
  return sliceOf(rows, first, (row) => ({ item: fromJson<Item>(row.data), cursor: numberCursor(table, row.number) }))
}

/** Those of the numbers that are there, in order; a number that cannot be one is left out. */
export async function byNumbers<Item>(
  db: Db,
  table: Table,
  analysisId: string,
  numbers: readonly number[],
): Promise<readonly Item[]> {
  const wanted = numbers.filter((number) => Number.isInteger(number) && number >= 1 && number <= LARGEST)
  if (!isUuid(analysisId) || wanted.length === 0) return []
  const rows = await db
    .selectFrom(table)
    .select('data')
    .where('analysis_id', '=', analysisId)
    .where(sql<SqlBool>`number = any(${wanted}::int[])`)
    .orderBy('number')
    .execute()
  return rows.map((row) => fromJson<Item>(row.data))
}
