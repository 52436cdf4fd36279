import { styleText } from 'node:util'
import { cellsOf, cellsUpTo, cellWidth } from './cells.ts'
import type { Lane } from './lanes.ts'
import {
  type GapRow,
  type Ladder,
  type LadderSource,
  layOut,
  legMark,
  type MediaRow,
  type MessageRow,
  type Tone,
} from './layout.ts'
import { durationText, fitting, labelsOf, remarkLines } from './words.ts'

/** What a ladder is written on. */
export interface LadderPaper {
  /** Characters per line, at least 40. */
  readonly width: number
  /** Only characters of ASCII. */
  readonly ascii?: boolean
  readonly colour?: boolean
  /** Most rows. */
  readonly rows?: number
}

/** The least width of a column, which holds an arrow with a method or a status; and the most. */
const MIN_COLUMN = 10
const MAX_COLUMN = 56
/** Between posts that are nearer to each other than this nothing is explained: only beginnings of words would show. */
const REMARK_COLUMN = 20
/** From this width on a line has room for the time since the row before. */
const DELTA_WIDTH = 100
const NUMBER_WIDTH = 5
const TIME_WIDTH = 10
const DELTA_COLUMN = 10
const LEG_WIDTH = 2

interface Pens {
  readonly post: string
  readonly line: string
  readonly media: string
  readonly right: string
  readonly left: string
  readonly self: string
  readonly pause: string
  readonly times: string
  readonly more: string
  readonly ellipsis: string
}

const UNICODE: Pens = {
  post: '│',
  line: '─',
  media: '═',
  right: '▶',
  left: '◀',
  self: '↺',
  pause: '┊',
  times: '×',
  more: '…',
  ellipsis: '…',
}
const ASCII: Pens = {
  post: '|',
  line: '-',
  media: '=',
  right: '>',
  left: '<',
  self: '@',
  pause: ':',
  times: 'x',
  more: '...',
  ellipsis: '~',
}

const COLOURS: Readonly<Record<Tone | 'media' | 'poor', Parameters<typeof styleText>[0] | undefined>> = {
  request: undefined,
  provisional: 'dim',
  success: 'green',
  redirect: 'yellow',
  failure: 'red',
  media: 'cyan',
  poor: 'magenta',
}

/**
 * A ladder as text: hosts as columns, messages as arrows, streams as double lines, pauses as broken posts; findings are cited
 * by number at the right edge and told below. No line is wider than the paper.
 */
export function textLadder(source: LadderSource, paper: LadderPaper): string {
  const width = Math.max(40, paper.width)
  const pens = paper.ascii === true ? ASCII : UNICODE
  const sheet = sheetOf(source, width)
  const wanted = Math.max(2, Math.floor((width - sheet.margin) / MIN_COLUMN))
  const ladder = layOut(source, { lanes: wanted, ...(paper.rows === undefined ? {} : { rows: paper.rows }) })
  const right = Math.max(0, ...ladder.rows.map((row) => (row.kind === 'message' ? marksOf(row).length : 0)))
  const column = Math.min(MAX_COLUMN, Math.floor((width - sheet.margin - right) / Math.max(2, ladder.lanes.length)))
  const page: Page = { ...sheet, width, pens, column, count: ladder.lanes.length, colour: paper.colour === true }
  const lines = [
    ...headLines(ladder.lanes, page),
    ...ladder.rows.flatMap((row) =>
      row.kind === 'gap'
        ? [gapLine(row, page)]
        : row.kind === 'media'
          ? mediaLines(row, page)
          : messageLines(row, page),
    ),
    ...tailLines(ladder, page),
  ].map((line) => line.trimEnd())
  return (paper.ascii === true ? lines.map(inAscii) : lines).join('\n')
}

/** The edges of a line. */
interface Sheet {
  readonly margin: number
  readonly timed: boolean
  readonly deltas: boolean
  readonly legs: boolean
}

interface Page extends Sheet {
  readonly width: number
  readonly pens: Pens
  readonly column: number
  readonly count: number
  readonly colour: boolean
}

function sheetOf({ messages, streams, legs }: LadderSource, width: number): Sheet {
  const timed = streams.length > 0 || messages.some(({ at }) => at !== undefined)
  const deltas = timed && width >= DELTA_WIDTH
  const margin =
    NUMBER_WIDTH + (timed ? TIME_WIDTH : 0) + (deltas ? DELTA_COLUMN : 0) + (legs.length > 1 ? LEG_WIDTH : 0) + 1
  return { margin, timed, deltas, legs: legs.length > 1 }
}

/** The names above their posts, in two lines where one is too short for them, and what is known of the hosts below. */
function headLines(lanes: readonly Lane[], page: Page): readonly string[] {
  const room = page.column - 2
  const fits = lanes.every(({ name }) => cellWidth(name) <= room)
  if (!fits && page.column < MAX_COLUMN && lanes.length > 2) {
    const every = (first: number) => lanes.map(({ name }, i) => (i % 2 === first ? name : ''))
    return [centredAt(every(0), page, 2 * room), centredAt(every(1), page, 2 * room)]
  }
  const details = lanes.map(({ detail }) => detail)
  return [
    centredAt(
      lanes.map(({ name }) => name),
      page,
      room,
    ),
    ...(details.every((detail) => detail === '') ? [] : [centredAt(details, page, room)]),
  ]
}

function centredAt(texts: readonly string[], page: Page, room: number): string {
  const cells = Array.from({ length: page.width }, () => ' ')
  for (const [lane, text] of texts.entries()) {
    const shown = cellsOf(cellsUpTo(text, room, page.pens.ellipsis))
    const start = Math.max(0, page.margin + postOf(lane, page) - Math.floor(shown.length / 2))
    put(cells, shown, Math.max(0, Math.min(start, page.width - shown.length)))
  }
  return cells.join('')
}

const postOf = (lane: number, { column }: Pick<Page, 'column'>): number => lane * column + Math.floor((column - 1) / 2)

function put(cells: string[], text: readonly string[], at: number): void {
  for (const [i, cell] of text.entries()) if (at + i < cells.length) cells[at + i] = cell
}

/** The columns with their posts, nothing between. */
function posts({ count, column, pens }: Page, pause = false): string[] {
  const cells = Array.from({ length: count * column }, () => ' ')
  for (let lane = 0; lane < count; lane++) cells[postOf(lane, { column })] = pause ? pens.pause : pens.post
  return cells
}

function messageLines(row: MessageRow, page: Page): readonly string[] {
  const cells = posts(page)
  drawArrow(cells, row, page, page.pens.line)
  const shown = tinted(cells, row, page, COLOURS[row.tone])
  return [marginOf(row, page) + shown.join('') + marksOf(row), ...detailLines(row, page)]
}

function mediaLines(row: MediaRow, page: Page): readonly string[] {
  const cells = posts(page)
  drawArrow(cells, row, page, page.pens.media)
  const line = marginOf(row, page) + tinted(cells, row, page, COLOURS[row.poor ? 'poor' : 'media']).join('')
  return [line, ...detailLines(row, page)]
}

const marksOf = ({ notes }: MessageRow): string =>
  notes.length === 0 ? '' : ` [${notes.map(({ number }) => number).join(',')}]`

/** Under the arrow, between its posts. */
function detailLines(row: MessageRow | MediaRow, page: Page): readonly string[] {
  const [left, right] = [Math.min(row.from, row.to), Math.max(row.from, row.to)]
  if (postOf(right, page) - postOf(left, page) < REMARK_COLUMN) return []
  const [start, end] = [postOf(left, page) + 1, postOf(right, page)]
  return remarkLines(row.detail, end - start - 2, page.pens.ellipsis).map((line) => {
    const cells = posts(page)
    const shown = cellsOf(line)
    put(cells, shown, start + Math.max(1, Math.floor((end - start - shown.length) / 2)))
    return ' '.repeat(page.margin) + cells.join('')
  })
}

function drawArrow(cells: string[], row: MessageRow | MediaRow, page: Page, pen: string): void {
  const { pens, column } = page
  const labels = labelsOf(row, pens.times)
  const [from, to] = [postOf(row.from, page), postOf(row.to, page)]
  if (from === to) {
    const room = Math.max(1, Math.floor(column / 2) - 4)
    put(cells, cellsOf(` ${pens.self} ${fitting(labels, room, pens.ellipsis)}`), from + 1)
    return
  }
  const [left, right] = [Math.min(from, to), Math.max(from, to)]
  const space = right - left - 1
  // A framed label needs a blank and a stroke on each side; without room for that the least is written on the line itself.
  const framable = cellWidth(labels.at(-1)!) + 4 <= space
  const shown = framable ? fitting(labels, space - 4, pens.ellipsis) : labels.at(-1)!
  const words = cellsOf(cellsUpTo(shown, Math.max(1, space - 2), pens.ellipsis))
  const line = Array.from({ length: space }, () => pen)
  line[to > from ? space - 1 : 0] = to > from ? pens.right : pens.left
  const framed = words.length + 4 <= space ? [' ', ...words, ' '] : words
  put(line, framed, Math.max(to > from ? 0 : 1, Math.floor((space - framed.length) / 2)))
  put(cells, line, left + 1)
}

/** The cells of the row's arrow in a colour, those around it as they are. */
function tinted(
  cells: string[],
  { from, to }: MessageRow | MediaRow,
  page: Page,
  colour: Parameters<typeof styleText>[0] | undefined,
): string[] {
  if (!page.colour || colour === undefined) return cells
  const start = postOf(Math.min(from, to), page) + 1
  const end = from === to ? cells.length : postOf(Math.max(from, to), page)
  const arrow = styleText(colour, cells.slice(start, end).join(''), { validateStream: false })
  return [...cells.slice(0, start), arrow, ...cells.slice(end)]
}

function marginOf(row: MessageRow | MediaRow, page: Page): string {
  const seconds = (ms: number | undefined, sign: string) => (ms === undefined ? '' : sign + (ms / 1000).toFixed(3))
  const leg = row.kind === 'message' ? legMark(row.leg) : ''
  return [
    (row.kind === 'message' ? String(row.number) : '').padStart(NUMBER_WIDTH),
    page.timed ? seconds(row.sinceStartMs, '').padStart(TIME_WIDTH) : '',
    page.deltas ? seconds(row.sinceLastMs, '+').padStart(DELTA_COLUMN) : '',
    page.legs ? leg.padStart(LEG_WIDTH) : '',
    ' ',
  ].join('')
}

const gapLine = ({ ms }: GapRow, page: Page): string =>
  `${durationText(ms).padStart(NUMBER_WIDTH + TIME_WIDTH)}${' '.repeat(page.margin - NUMBER_WIDTH - TIME_WIDTH)}${posts(page, true).join('')}`

function tailLines({ moreRows, moreLanes, legs, notes }: Ladder, page: Page): readonly string[] {
  const { pens, width } = page
  const indent = ' '.repeat(page.margin)
  const clip = (text: string) => cellsUpTo(text, width, pens.ellipsis)
  const hosts = moreLanes === 0 ? '' : `, ${moreLanes} more ${moreLanes === 1 ? 'host' : 'hosts'}`
  return [
    ...(moreRows + moreLanes === 0 ? [] : [clip(`${indent}${pens.more} ${moreRows} more${hosts}`)]),
    ...legs.map(({ mark, text }) => clip(`${`${mark}: `.padStart(page.margin)}${text}`)),
    ...notes.map(({ number, severity, text }) => clip(`${`[${number}] `.padStart(page.margin)}${severity}: ${text}`)),
  ]
}

/** What ASCII cannot write is a question mark in each of its cells. */
const inAscii = (line: string): string =>
  cellsOf(line)
    .map((cell) => (cell === '→' ? '>' : /^[\u0020-\u007e]$/.test(cell) ? cell : '?'))
    .join('')
