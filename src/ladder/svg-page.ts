import { cellWidth } from './cells.ts'
import type { Lane } from './lanes.ts'
import type { Ladder, Row } from './layout.ts'
import { element, xml } from './markup.ts'
import { labelOf } from './words.ts'

/** Pixels of a letter of 12 px and of 11 px in a font whose letters are 0.6 em wide. */
export const LETTER = 7.25
export const SMALL = 6.65
export const EDGE = 16
const COLUMN_MIN = 150
/** Longer remarks are broken into two lines. */
const REMARK_LETTERS = 36
export const MARK = 8

/** Where things stand, in pixels. */
export interface Page {
  readonly ladder: Ladder
  readonly column: number
  /** Of the first post. */
  readonly left: number
  readonly width: number
  /** Right edges of number, time and delta, and centre of the leg's mark. */
  readonly edges: { readonly number: number; readonly time: number; readonly delta: number; readonly leg: number }
}

export function pageOf(ladder: Ladder): Page {
  const { lanes, rows, timed, legs } = ladder
  const number = EDGE + 34
  const time = timed ? number + 72 : number
  const delta = timed ? time + 66 : time
  const leg = delta + (legs.length > 0 ? 18 : 4)
  const column = Math.max(COLUMN_MIN, Math.min(columnMost(lanes.length), columnWanted(lanes, rows)))
  const left = leg + 20 + column / 2
  const loop = rows.some((row) => row.kind !== 'gap' && row.from === row.to && row.from === lanes.length - 1) ? 80 : 0
  const width = left + Math.max(0, lanes.length - 1) * column + column / 2 + loop + EDGE
  return { ladder, column, left, width: Math.max(width, 480), edges: { number, time, delta, leg } }
}

/** Few columns may be wide; many must be seen at once. */
const columnMost = (lanes: number): number => (lanes < 4 ? 320 : lanes < 6 ? 250 : 200)

/** What the longest name needs, and the longest label that goes from a column to the next. */
function columnWanted(lanes: readonly Lane[], rows: readonly Row[]): number {
  let most = 0
  for (const { name, detail } of lanes)
    most = Math.max(most, cellWidth(name) * LETTER + 28, cellWidth(detail) * SMALL + 28)
  for (const row of rows) {
    if (row.kind === 'gap' || row.from === row.to) continue
    const letters = row.kind === 'message' ? cellWidth(labelOf(row)) + row.notes.length * 3 : cellWidth(row.label)
    const remark = Math.min(REMARK_LETTERS, cellWidth(row.detail)) * SMALL + 24
    most = Math.max(most, Math.max(letters * LETTER + 36, remark) / Math.abs(row.from - row.to))
  }
  return most
}

export const postAt = (lane: number, { left, column }: Page): number => left + lane * column

export const text = (style: string, x: number, y: number, words: string): string =>
  element('text', { class: style, x, y }, xml(words))
export const centred = (style: string, x: number, y: number, words: string): string =>
  element('text', { class: style, x, y, 'text-anchor': 'middle' }, xml(words))
export const ended = (style: string, x: number, y: number, words: string): string =>
  element('text', { class: style, x, y, 'text-anchor': 'end' }, xml(words))
export const round = (value: number): number => Math.round(value * 10) / 10

/** A letter or number on a round ground. */
export const disc = (style: string, x: number, y: number, letter: string): string =>
  element('circle', { class: style, cx: x, cy: y, r: MARK }) + centred('sl-mark sl-small', x, y + 4, letter)
