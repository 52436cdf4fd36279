import { cellsUpTo, cellWidth } from '../ladder/cells.ts'
import { oneLine } from '../model/printable.ts'

/** A column of a table: its head, how it is aligned, and whether it may be cut where the paper is narrow. */
export interface Column {
  readonly head: string
  readonly align?: 'right'
  readonly shrinks?: boolean
}

const BETWEEN = '  '
const NARROWEST = 8

/**
 * Rows of a table on lines of at most `width` cells: columns as wide as their widest cell, those that may shrink cut evenly
 * where that is too much. Columns without a single value are left out. Text of strangers is made printable.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const plain = rows.map((row) => row.map(oneLine))
  const kept = columns.map((_column, i) => i).filter((i) => plain.some((row) => row[i] !== ''))
  const widths = widthsOf(
    kept.map((i) => columns[i]!),
    plain.map((row) => kept.map((i) => row[i]!)),
    width,
  )
  const line = (cells: readonly string[]) =>
    kept
      .map((i, place) => fitted(cells[i]!, widths[place]!, columns[i]!.align === 'right'))
      .join(BETWEEN)
      .trimEnd()
  return [columns.map(({ head }) => head), ...plain].map((row) => cellsUpTo(line(row), width, '…')).join('\n')
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly number[] {
  const widths = columns.map(({ head }, i) => Math.max(cellWidth(head), ...rows.map((row) => cellWidth(row[i]!))))
  const most = width - BETWEEN.length * (columns.length - 1)
  const shrinking = columns.flatMap(({ shrinks }, i) => (shrinks === true ? [i] : []))
  // The widest is cut first, so that a short one stays whole.
  for (let over = sum(widths) - most; over > 0; over--) {
    const widest = shrinking.reduce<number | undefined>(
      (best, i) => (best === undefined || widths[i]! > widths[best]! ? i : best),
      undefined,
    )
    if (widest === undefined || widths[widest]! <= NARROWEST) break
    widths[widest]!--
  }
  return widths
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

function fitted(text: string, width: number, right: boolean): string {
  const shown = cellsUpTo(text, width, '…')
  const blank = ' '.repeat(width - cellWidth(shown))
  return right ? blank + shown : shown + blank
}
