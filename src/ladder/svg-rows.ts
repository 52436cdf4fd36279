import { cellWidth } from './cells.ts'
import { type GapRow, legMark, type MediaRow, type MessageRow, type Row } from './layout.ts'
import { element, xml } from './markup.ts'
import type { Note } from './notes.ts'
import { centred, disc, ended, LETTER, MARK, type Page, postAt, round, SMALL, text } from './svg-page.ts'
import { legClass } from './svg-style.ts'
import { durationText, fitting, labelOf, labelsOf, remarkLines } from './words.ts'

const ROW = 34
const REMARK = 14
const GAP = 30

export interface PlacedRow {
  readonly row: Row
  /** Of the arrow. */
  readonly y: number
  readonly top: number
  readonly bottom: number
}

/** Where each row stands. */
export function placed(rows: readonly Row[], top: number, page: Page): readonly PlacedRow[] {
  let at = top
  return rows.map((row) => {
    const height = row.kind === 'gap' ? GAP : ROW + remarksOf(row, page).length * REMARK
    const one = { row, y: at + (row.kind === 'gap' ? GAP / 2 : 22), top: at, bottom: at + height }
    at += height
    return one
  })
}

/** A row as a group, its full text as tooltip. */
export function rowOf(row: Row, y: number, page: Page): string {
  switch (row.kind) {
    case 'gap':
      return gapOf(row, y, page)
    case 'media':
      return mediaOf(row, y, page)
    case 'message':
      return messageOf(row, y, page)
    default:
      return row satisfies never
  }
}

const gapOf = ({ ms }: GapRow, y: number, { left, ladder, column }: Page): string =>
  centred(
    'sl-quiet sl-small sl-halo',
    left + ((ladder.lanes.length - 1) * column) / 2,
    y + 4,
    `${durationText(ms)} later`,
  )

function messageOf(row: MessageRow, y: number, page: Page): string {
  const { ladder } = page
  const tone = `sl-${row.tone}`
  const strokes = ['sl-line', tone, ...(row.again ? ['sl-again'] : row.tone === 'request' ? [] : ['sl-answer'])].join(
    ' ',
  )
  const spoken = `${row.number}: ${labelOf(row)} from ${ladder.lanes[row.from]!.name} to ${ladder.lanes[row.to]!.name}`
  const parts = [
    element(
      'title',
      {},
      xml(
        [spoken, row.detail, ...row.notes.map((note) => `${note.severity}: ${note.text}`)].filter(Boolean).join('; '),
      ),
    ),
    timesOf(row, y, page),
    legOf(row, y, page),
    row.from === row.to ? loopOf(row, y, page, strokes, tone) : arrowOf(row, y, page, strokes, tone),
  ]
  return element('g', {}, parts.join(''))
}

function timesOf(row: MessageRow | MediaRow, y: number, { edges }: Page): string {
  const seconds = (ms: number | undefined, sign: string) => (ms === undefined ? '' : sign + (ms / 1000).toFixed(3))
  return [
    row.kind === 'message' ? ended('sl-quiet sl-small', edges.number, y + 4, String(row.number)) : '',
    row.sinceStartMs === undefined ? '' : ended('sl-text', edges.time, y + 4, seconds(row.sinceStartMs, '')),
    row.sinceLastMs === undefined ? '' : ended('sl-quiet sl-small', edges.delta, y + 4, seconds(row.sinceLastMs, '+')),
  ].join('')
}

function legOf({ leg }: MessageRow, y: number, { ladder, edges }: Page): string {
  if (ladder.legs.length === 0) return ''
  return disc(legClass(leg), edges.leg, y, legMark(leg))
}

function arrowOf(row: MessageRow, y: number, page: Page, strokes: string, tone: string): string {
  const [from, to] = [postAt(row.from, page), postAt(row.to, page)]
  const way = to > from ? 1 : -1
  const space = Math.abs(to - from) - 20
  const marks = row.notes.length * (2 * MARK + 3)
  const shown = fitting(labelsOf(row, '×'), Math.floor((space - marks) / LETTER), '…')
  const middle = (from + to) / 2
  const width = cellWidth(shown) * LETTER
  return [
    element('line', { class: strokes, x1: from, y1: y, x2: to - way * 7, y2: y }),
    head(tone, to, y, way),
    centred(`sl-halo ${tone}`, middle - marks / 2, y - 6, shown),
    ...row.notes.map((note, i) =>
      noteMark(note, middle - marks / 2 + width / 2 + MARK + 4 + i * (2 * MARK + 3), y - 10),
    ),
    ...remarksOf(row, page).map((line, i) => centred('sl-quiet sl-small sl-halo', middle, y + 14 + i * REMARK, line)),
  ].join('')
}

const head = (tone: string, x: number, y: number, way: number): string =>
  element('path', { class: tone, d: `M${round(x - way)} ${round(y)}l${-8 * way} -4v8z` })

/** What a host sends to itself. */
function loopOf(row: MessageRow, y: number, page: Page, strokes: string, tone: string): string {
  const x = postAt(row.from, page)
  const shown = fitting(labelsOf(row, '×'), Math.floor((page.column / 2 + 40) / LETTER), '…')
  return [
    element('path', { class: strokes, 'fill-opacity': 0, d: `M${round(x)} ${y - 8}h24v12h-17` }),
    head(tone, x, y + 4, -1),
    text(`sl-halo ${tone}`, x + 30, y + 2, shown),
    ...row.notes.map((note, i) => noteMark(note, x + 42 + cellWidth(shown) * LETTER + i * (2 * MARK + 3), y - 2)),
  ].join('')
}

export const noteMark = ({ severity, number }: Note, x: number, y: number): string =>
  disc(`sl-${severity}`, x, y, String(number))

/** A stream: a bar with a point where it goes. */
function mediaOf(row: MediaRow, y: number, page: Page): string {
  const { lanes } = page.ladder
  const tone = row.poor ? 'sl-poor' : 'sl-media'
  const [from, to] = [postAt(row.from, page), postAt(row.to, page)]
  const way = to >= from ? 1 : -1
  const space = Math.max(Math.abs(to - from) - 20, page.column / 2)
  const label = fitting(labelsOf(row, '×'), Math.floor(space / LETTER), '…')
  const bar =
    from === to
      ? element('rect', { class: `sl-bar ${tone}`, x: from, y: y - 3, width: 40, height: 8, rx: 4 })
      : element('path', {
          class: `sl-bar ${tone}`,
          d: `M${round(from + way * 2)} ${y - 3}H${round(to - way * 9)}L${round(to - way)} ${y + 1}L${round(to - way * 9)} ${y + 5}H${round(from + way * 2)}z`,
        })
  const spoken = `Stream ${row.number}: ${row.label}, from ${lanes[row.from]!.name} to ${lanes[row.to]!.name}`
  return element(
    'g',
    {},
    element('title', {}, xml(spoken)) +
      timesOf(row, y, page) +
      bar +
      centred(`sl-halo ${tone}`, (from + to) / 2, y - 7, label) +
      remarksOf(row, page)
        .map((line, i) => centred('sl-quiet sl-small sl-halo', (from + to) / 2, y + 17 + i * REMARK, line))
        .join(''),
  )
}

/** What stands under an arrow. */
function remarksOf(row: MessageRow | MediaRow, page: Page): readonly string[] {
  const space = Math.abs(postAt(row.to, page) - postAt(row.from, page)) - 16
  return row.from === row.to ? [] : remarkLines(row.detail, Math.floor(space / SMALL), '…')
}
