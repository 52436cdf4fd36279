import type { CallRecord, LadderRow } from '../model/events.ts'
import { MICROS_PER_SECOND } from '../model/time.ts'
import { clipped, oneLine } from './printable.ts'

const MAX_ROWS = 60
/** A column must hold an arrow with a short label. */
const MIN_COLUMN = 18
const MAX_COLUMN = 36
/** Message number and seconds since the call's first message. */
const MARGIN = 16

/**
 * A call's messages as arrows between its endpoints, on lines of at most `width` characters. Endpoints beyond those that fit,
 * and rows beyond the first sixty, are counted, not drawn.
 */
export function ladder(call: CallRecord, width: number): string {
  const names = [...new Set(call.messages.flatMap(({ from, to }) => [from, to]))]
  const most = Math.max(2, Math.floor((width - MARGIN) / MIN_COLUMN))
  const shown = names.slice(0, most)
  const column = Math.min(MAX_COLUMN, Math.floor((width - MARGIN) / Math.max(2, shown.length)))
  const rows = call.messages.filter(({ from, to }) => shown.includes(from) && shown.includes(to))
  const began = call.messages.find(({ at }) => at !== undefined)?.at
  const lines = [heading(shown, column), ...rows.slice(0, MAX_ROWS).map((row) => arrow(row, shown, column, began))]
  const left = call.messages.length - Math.min(rows.length, MAX_ROWS)
  if (left > 0) lines.push(`${' '.repeat(MARGIN)}… ${left} more`)
  return lines.join('\n')
}

const heading = (names: readonly string[], column: number): string =>
  ' '.repeat(MARGIN) +
  names
    .map((name) => centred(clipped(oneLine(name), column - 2), column))
    .join('')
    .trimEnd()

function centred(text: string, width: number): string {
  const before = Math.max(0, Math.floor((width - text.length) / 2))
  return (' '.repeat(before) + text).padEnd(width)
}

function arrow(row: LadderRow, names: readonly string[], column: number, began: number | undefined): string {
  const [from, to] = [names.indexOf(row.from), names.indexOf(row.to)]
  const seconds = row.at === undefined || began === undefined ? '' : ((row.at - began) / MICROS_PER_SECOND).toFixed(3)
  const margin = `${String(row.number).padStart(5)}${seconds.padStart(10)} `
  const label = oneLine(row.retransmission ? `${row.label} again` : row.label)
  const cells = Array.from({ length: names.length * column }, () => ' ')
  const post = (index: number) => index * column + Math.floor(column / 2)
  for (let i = 0; i < names.length; i++) cells[post(i)] = '│'
  const draw = (text: string, at: number) => {
    for (const [i, letter] of [...text].entries()) cells[at + i] = letter
  }
  if (from === to) {
    draw(` ↺ ${clipped(label, Math.floor(column / 2) - 4)}`, post(from) + 1)
  } else {
    const [left, right] = [Math.min(from, to), Math.max(from, to)]
    const space = post(right) - post(left) - 1
    const line = middle(` ${clipped(label, space - 4)} `, space - 1)
    draw(to > from ? `${line}▶` : `◀${line}`, post(left) + 1)
  }
  return margin + cells.join('').trimEnd()
}

/** The label in the middle of a line of that length. */
function middle(label: string, length: number): string {
  const before = Math.max(1, Math.floor((length - label.length) / 2))
  return ('─'.repeat(before) + label).padEnd(length, '─').slice(0, length)
}
