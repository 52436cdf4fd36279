import { parse } from 'csv-parse/sync'
import type { Line } from '../log/lines.ts'
import type { Pieces } from '../printed/piece.ts'
import { isFact } from './facts.ts'
import { giveRecord, holdsSip, isLogName } from './messages.ts'
import { type Field, fieldKey } from './record.ts'

const DELIMITERS = [',', ';', '\t'] as const
/** Columns of a table. No export has more than a hundred. */
const MAX_COLUMNS = 200
/** Characters and lines of one row. Chosen by us: four times the longest message. */
const MAX_ROW_CHARS = 1_048_576
const MAX_ROW_LINES = 10_000

/** How a table is written. */
interface Table {
  readonly delimiter: string
  readonly columns: readonly string[]
}

/**
 * Comma-separated values (RFC 4180), also with semicolons or tabs: quoted fields may hold line breaks and doubled quotes.
 * The first line must name the columns, one of which is known to hold messages and one to tell of them; lines that are no such
 * table, or not any more, go through as they are.
 */
export class CsvReader {
  readonly #out: Pieces
  #state: 'unread' | 'table' | 'over' = 'unread'
  #table: Table | undefined
  #row: Line[] = []
  #chars = 0
  /** The row under way ends within quotes. */
  #quoted = false

  constructor(out: Pieces) {
    this.#out = out
  }

  read(lines: readonly Line[]): void {
    if (this.#state === 'over') this.#out.passAll(lines)
    else for (const line of lines) this.#line(line)
  }

  end(): void {
    // A row that ends within quotes was cut: its lines tell what there is.
    for (const { text, number } of this.#row) this.#out.line(text, number)
    this.#row = []
  }

  #line(line: Line): void {
    if (this.#state === 'unread' && line.text.trim() !== '') {
      this.#table = tableOf(line.text)
      this.#state = this.#table === undefined ? 'over' : 'table'
      if (this.#table !== undefined) return
    }
    if (this.#table === undefined || this.#state !== 'table') {
      this.#out.pass(line)
      return
    }
    this.#row.push(line)
    this.#chars += line.text.length + 1
    this.#quoted = endsQuoted(line.text, this.#table.delimiter, this.#quoted)
    if (!this.#quoted) this.#finish(this.#table)
    else if (this.#chars > MAX_ROW_CHARS || this.#row.length > MAX_ROW_LINES) this.#giveUp()
  }

  /** A quotation mark that nothing closes: it is no table any more. */
  #giveUp(): void {
    this.#state = 'over'
    this.#quoted = false
    this.end()
  }

  #finish(table: Table): void {
    const row = this.#row
    this.#row = []
    this.#chars = 0
    const values = valuesOf(row.map(({ text }) => text).join('\n'), table.delimiter)
    if (values === undefined) {
      for (const { text, number } of row) this.#out.line(text, number)
      return
    }
    const first = row[0]?.number ?? 0
    const fields: Field[] = []
    let at = 0
    for (const [index, value] of values.entries()) {
      const key = table.columns[index]
      if (key !== undefined && (isFact(key) || isLogName(key) || holdsSip(value))) {
        fields.push({ key, value: unescaped(value), group: 0, number: first + at, multiline: value.includes('\n') })
      }
      at += value.split('\n').length - 1
    }
    const doubled = row.some(({ text }) => text.includes('""'))
    giveRecord({ format: 'CSV', fields, around: [], written: doubled ? withDoubled : asItIs }, this.#out)
  }
}

/** A heading that names a column of messages, and one of times or addresses. */
function tableOf(text: string): Table | undefined {
  for (const delimiter of DELIMITERS) {
    const columns = text.includes(delimiter) ? valuesOf(text, delimiter)?.map(fieldKey) : undefined
    if (columns === undefined || columns.length < 2 || columns.length > MAX_COLUMNS) continue
    const names = columns.every((column) => /^[a-z][a-z0-9]{0,60}$/.test(column) || column === '')
    if (names && columns.some(isMessageName) && columns.some((column) => isFact(column))) return { delimiter, columns }
  }
  return undefined
}

const isMessageName = (key: string): boolean =>
  isLogName(key) || /^sip(?:msg|message|raw|packet|text)?$|^raw(?:msg|message|sip|text)?$|^packet$/.test(key)

/** Undefined for a row that cannot be read. */
function valuesOf(row: string, delimiter: string): readonly string[] | undefined {
  if (!row.includes('"')) return row.split(delimiter)
  try {
    const rows: unknown[] = parse(row, { delimiter, relax_column_count: true, relax_quotes: true, bom: true })
    const [values] = rows
    return rows.length === 1 && Array.isArray(values) ? values.map(String) : undefined
  } catch {
    return undefined
  }
}

/** MySQL's and PostgreSQL's text exports write line breaks within a field as `\r\n`. */
const unescaped = (value: string): string =>
  value.includes('\n') || !/(?:\\r)?\\n/.test(value)
    ? value
    : value.replace(/\\r\\n|\\n|\\r/g, '\r\n').replace(/\\([\\t"'])/g, (_, c: string) => (c === 't' ? '\t' : c))

/** Whether a line ends within quotes: they begin where a field does, and end before a delimiter or the line's end. */
function endsQuoted(text: string, delimiter: string, quoted: boolean): boolean {
  let inside = quoted
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    if (!inside) inside = at === 0 || text[at - 1] === delimiter
    else if (text[at + 1] === '"') at++
    else if (at + 1 === text.length || text[at + 1] === delimiter) inside = false
  }
  return inside
}

/** Within quotes a quotation mark is doubled. */
const withDoubled = (line: string): string => line.replaceAll('"', '""')
const asItIs = (line: string): string => line
