import { cellsUpTo, cellWidth } from './cells.ts'
import type { MediaRow, MessageRow } from './layout.ts'

/** `12.4 s`, `3 min 20 s`, `1 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `INVITE (SDP) ×3 in 1.5 s`, `200 OK again`: all there is to say. */
export const labelOf = (row: MessageRow | MediaRow): string => labelsOf(row, '×')[0]!

/** The label, and what is left of it where space is short: without the time, then with a method, status or codec only. */
export function labelsOf(row: MessageRow | MediaRow, sign: string): readonly string[] {
  if (row.kind === 'media') return [row.label, row.brief, row.short]
  const { label, short, times, overMs, again, fork } = row
  const branch = fork === undefined ? '' : `, branch ${fork}`
  const name = `${label}${branch}${again ? ' again' : ''}`
  if (times === 1) return branch === '' ? [name, short] : [name, `${short}${branch}`, short]
  const repeated = `${name} ${sign}${times}`
  const whole = overMs === undefined ? repeated : `${repeated} in ${durationText(overMs)}`
  return [whole, repeated, `${short}${sign}${times}`]
}

/** Letters of a reason that are worth showing behind the status, when not all of it fits. */
const WORTH_CUTTING = 8

/** The first that fits; a long name is cut where enough of it remains, else the last says the least there is. */
export function fitting(labels: readonly string[], width: number, ellipsis: string): string {
  const least = labels.at(-1)!
  const found = labels.find((label) => cellWidth(label) <= width)
  const cuttable = labels.length === 2 && width >= cellWidth(least) + WORTH_CUTTING
  if (found !== undefined && (found !== least || !cuttable)) return found
  return cellsUpTo(cuttable ? labels[0]! : least, width, ellipsis)
}

/** A remark on at most two lines of `width` cells: its parts between semicolons, else its words, stay together. */
export function remarkLines(text: string, width: number, ellipsis: string): readonly string[] {
  if (text === '') return []
  if (cellWidth(text) <= width) return [text]
  const words = text.includes('; ') && cellWidth(text.split('; ')[0]!) <= width ? text.split('; ') : text.split(' ')
  const glue = text.includes('; ') && words.length === text.split('; ').length ? '; ' : ' '
  let first = words[0]!
  let taken = 1
  while (taken < words.length && cellWidth(first + glue + words[taken]!) <= width) first += glue + words[taken++]!
  const rest = words.slice(taken).join(glue)
  return rest === ''
    ? [cellsUpTo(first, width, ellipsis)]
    : [first, rest].map((line) => cellsUpTo(line, width, ellipsis))
}
