import type { Line } from '../log/lines.ts'
import type { Out, PrintedReader } from '../printed/piece.ts'
import { giveRecord, holdsSip } from './messages.ts'
import { type Field, fieldKey } from './record.ts'

/** `----+------+----` below the heads of psql's columns. */
const RULE = /^-{1,2000}(?:\+-{1,2000}){1,200}$/
/** `-[ RECORD 1 ]---+----`: psql with `\x`. */
const RECORD = /^-\[ RECORD \d{1,9} \]-*\+?-*$/
/** `***** 1. row *****`: mysql with `\G`. */
const ROW = /^\*{10,80} \d{1,9}\. row \*{10,80}$/
/** Lines of one row, and their characters. Chosen by us. */
const MAX_LINES = 2_000
const MAX_CHARS = 1_048_576

interface Cell {
  readonly name: string
  readonly lines: string[]
  readonly number: number
}

/**
 * Rows of a database as its client prints them: psql's columns, in which a line break is a plus at the cell's end and a CR is
 * `\r`; psql's and mysql's records, with a line for each column. Rows without a message in them go through as they are.
 */
export class TableReader implements PrintedReader {
  readonly #out: Out
  #form: 'none' | 'columns' | 'record' | 'row' = 'none'
  /** The line before, which names the columns when a rule follows. */
  #before = ''
  /** Where the columns of the table begin and end, with their names. */
  #columns: readonly { readonly name: string; readonly start: number; readonly end: number }[] = []
  /** Offset of what stands between a column's name and its value. */
  #mark = 0
  #cells: Cell[] = []
  #lines: Line[] = []
  #chars = 0

  constructor(out: Out) {
    this.#out = out
  }

  get idle(): boolean {
    return this.#form === 'none'
  }

  /** False when the line is of no table. */
  read(text: string, number: number): boolean {
    const first = text.charCodeAt(0)
    if ((first === 45 /* - */ && this.#beginPsql(text)) || (first === 42 /* * */ && this.#beginMysql(text))) return true
    this.#before = text
    switch (this.#form) {
      case 'none':
        return false
      case 'columns':
        return this.#readColumns(text, number)
      case 'record':
        return this.#readRecord(text, number)
      case 'row':
        return this.#readRow(text, number)
      default:
        return this.#form satisfies never
    }
  }

  end(): void {
    this.#give()
    this.#form = 'none'
  }

  #beginPsql(text: string): boolean {
    if (RECORD.test(text)) {
      this.#give()
      this.#form = 'record'
      this.#mark = text.indexOf('+')
      return true
    }
    if (this.#form === 'columns' || !RULE.test(text) || !this.#before.includes(' | ')) return false
    this.#give()
    let start = 0
    this.#columns = text.split('+').map((dashes) => {
      const column = {
        name: this.#before.slice(start, start + dashes.length).trim(),
        start,
        end: start + dashes.length,
      }
      start += dashes.length + 1
      return column
    })
    this.#form = 'columns'
    return true
  }

  #beginMysql(text: string): boolean {
    if (!ROW.test(text)) return false
    this.#give()
    this.#form = 'row'
    this.#mark = -1
    return true
  }

  #readColumns(text: string, number: number): boolean {
    if (/^\(\d{1,9} rows?\)$/.test(text)) {
      this.end()
      return true
    }
    const fits = this.#columns.slice(0, -1).every(({ end }) => text[end] === '|')
    if (!fits || text.trim() === '' || this.#isFull()) {
      this.end()
      return false
    }
    this.#hold(text, number)
    let goesOn = false
    for (const [index, { name, start, end }] of this.#columns.entries()) {
      const isLast = index === this.#columns.length - 1
      const cell = text.slice(start, isLast ? undefined : end)
      const more = isLast ? /\+$/.test(text) : cell.endsWith('+')
      goesOn ||= more
      const line = unmarked(more ? cell.slice(0, -1) : cell).slice(1)
      if (this.#cells.length <= index) this.#cells.push({ name, lines: [line], number })
      else this.#cells[index]!.lines.push(line)
    }
    if (!goesOn) this.#give()
    return true
  }

  #readRecord(text: string, number: number): boolean {
    // Where the heading is wider than the names, it covers the mark.
    if (this.#mark < 0) this.#mark = text.indexOf(' | ') + 1
    const name = text.slice(0, this.#mark).trim()
    if (this.#mark < 1 || text[this.#mark] !== '|' || this.#isFull()) {
      this.end()
      return false
    }
    this.#hold(text, number)
    const line = unmarked(text.slice(this.#mark + 2).replace(/\+$/, ''))
    if (name !== '') this.#cells.push({ name, lines: [line], number })
    else this.#cells.at(-1)?.lines.push(line)
    return true
  }

  /** Names stand to the right of their column, all colons below each other; a message's lines stand as they are. */
  #readRow(text: string, number: number): boolean {
    const colon = text.indexOf(':')
    if (this.#isFull() || /^\d{1,9} rows? in set/.test(text)) {
      this.end()
      return true
    }
    this.#hold(text, number)
    const name = /^\s{0,64}([a-z][a-z0-9_]{0,63})$/.exec(text.slice(0, Math.max(0, colon)))?.[1]
    if (name !== undefined && (this.#mark < 0 || this.#mark === colon)) {
      this.#mark = colon
      this.#cells.push({ name, lines: [text.slice(colon + 2)], number })
    } else this.#cells.at(-1)?.lines.push(text)
    return true
  }

  #isFull(): boolean {
    return this.#lines.length >= MAX_LINES || this.#chars > MAX_CHARS
  }

  #hold(text: string, number: number): void {
    this.#lines.push({ text, number })
    this.#chars += text.length
  }

  #give(): void {
    const [cells, lines] = [this.#cells, this.#lines]
    this.#cells = []
    this.#lines = []
    this.#chars = 0
    if (!cells.some((cell) => cell.lines.some(holdsSip))) {
      for (const { text, number } of lines) this.#out.line(text, number)
      return
    }
    const fields = cells.map(
      (cell): Field => ({
        key: fieldKey(cell.name),
        value: cell.lines
          .map((line) => line.trimEnd())
          .join('\r\n')
          .trimEnd(),
        group: 0,
        number: cell.number,
        multiline: true,
      }),
    )
    const value = (field: Field): Field => (holdsSip(field.value) ? { ...field, value: `${field.value}\r\n` } : field)
    giveRecord({ format: 'SQL', fields: fields.map(value), around: [], written: (line) => line }, this.#out)
  }
}

/** psql writes a CR as `\r`. */
const unmarked = (cell: string): string => cell.trimEnd().replace(/\\r$/, '')
