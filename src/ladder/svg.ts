import { cellsUpTo } from './cells.ts'
import type { Lane } from './lanes.ts'
import { type Ladder, type LadderSource, layOut, type Row } from './layout.ts'
import { element, xml } from './markup.ts'
import { centred, disc, EDGE, LETTER, MARK, type Page, pageOf, postAt, SMALL, text } from './svg-page.ts'
import { noteMark, type PlacedRow, placed, rowOf } from './svg-rows.ts'
import { legClass, STYLE } from './svg-style.ts'

const HEAD = 46
const LEGEND_LINE = 20

/**
 * A ladder as SVG that stands alone: no script, no link, no font or image from elsewhere; light or dark as the reader prefers;
 * with a title and a description for who cannot see it, and the full text of each row as its tooltip. `name` tells several
 * drawings on one page apart.
 */
export function svgLadder(source: LadderSource, name = 'ladder'): string {
  const ladder = layOut(source)
  const page = pageOf(ladder)
  const top = EDGE + 28
  const rows = placed(ladder.rows, top + HEAD + 10, page)
  const bottom = rows.at(-1)?.bottom ?? top + HEAD + 10
  const legend = legendOf(page, bottom + 12)
  const height = legend.bottom + EDGE
  const parts = [
    element('title', { id: `${name}-title` }, xml(ladder.title)),
    element('desc', { id: `${name}-desc` }, xml(descriptionOf(ladder))),
    element('style', {}, STYLE),
    element('rect', { class: 'sl-ground', x: 0, y: 0, width: page.width, height }),
    text('sl-text sl-title', EDGE, EDGE + 12, cellsUpTo(ladder.title, Math.floor((page.width - 2 * EDGE) / 9.1), '…')),
    ...postsOf(page, rows, top + HEAD, bottom),
    ...ladder.lanes.map((lane, i) => headOf(lane, i, page, top)),
    ...rows.map(({ row, y }) => rowOf(row, y, page)),
    legend.markup,
  ]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'sl',
    role: 'img',
    'aria-labelledby': `${name}-title ${name}-desc`,
    viewBox: `0 0 ${Math.ceil(page.width)} ${Math.ceil(height)}`,
    width: Math.ceil(page.width),
    height: Math.ceil(height),
  }
  return `${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`
}

function descriptionOf({ lanes, rows, moreRows, notes }: Ladder): string {
  const count = (kind: Row['kind']) => rows.filter((row) => row.kind === kind).length
  const hosts = lanes.map(({ name }) => name).join(', ')
  const more = moreRows === 0 ? '' : ` ${moreRows} more are not drawn.`
  const found = notes.length === 0 ? '' : ` Findings: ${notes.map((note) => note.text).join('; ')}.`
  return `Sequence of ${count('message')} messages and ${count('media')} media streams between ${hosts}.${more}${found}`
}

/** Each host's line, broken where time passes. */
function postsOf(page: Page, rows: readonly PlacedRow[], top: number, bottom: number): readonly string[] {
  const pauses = rows.filter(({ row }) => row.kind === 'gap')
  const pieces: { from: number; to: number; pause: boolean }[] = []
  let at = top
  for (const { top: from, bottom: to } of pauses) {
    pieces.push({ from: at, to: from, pause: false }, { from, to, pause: true })
    at = to
  }
  pieces.push({ from: at, to: bottom, pause: false })
  return page.ladder.lanes.flatMap((_lane, i) =>
    pieces.map(({ from, to, pause }) => {
      const x = postAt(i, page)
      return element('line', { class: pause ? 'sl-post sl-pause' : 'sl-post', x1: x, y1: from, x2: x, y2: to })
    }),
  )
}

function headOf({ name, detail }: Lane, place: number, page: Page, top: number): string {
  const width = page.column - 12
  const x = postAt(place, page)
  const room = width - 12
  const box = element('rect', { class: 'sl-box', x: x - width / 2, y: top, width, height: HEAD - 6, rx: 5 })
  const shown = centred(
    'sl-text sl-name',
    x,
    top + (detail === '' ? 24 : 17),
    cellsUpTo(name, Math.floor(room / LETTER), '…'),
  )
  const small =
    detail === '' ? '' : centred('sl-quiet sl-small', x, top + 32, cellsUpTo(detail, Math.floor(room / SMALL), '…'))
  return element('g', {}, element('title', {}, xml(detail === '' ? name : `${name}: ${detail}`)) + box + shown + small)
}

/** Below the rows: what is not drawn, whose letters, whose numbers. */
function legendOf(page: Page, top: number): { readonly markup: string; readonly bottom: number } {
  const { ladder, width } = page
  const { moreRows, moreLanes, legs, notes } = ladder
  const room = Math.floor((width - 2 * EDGE - 30) / LETTER)
  const hosts = moreLanes === 0 ? '' : `, ${moreLanes} more ${moreLanes === 1 ? 'host' : 'hosts'}`
  const lines: ((y: number) => string)[] = [
    ...(moreRows + moreLanes === 0
      ? []
      : [(y: number) => text('sl-quiet', EDGE, y + 4, `… ${moreRows} more rows${hosts}`)]),
    ...legs.map(
      ({ mark, text: words }, i) =>
        (y: number) =>
          disc(legClass(i), EDGE + MARK, y, mark) + text('sl-text', EDGE + 26, y + 4, cellsUpTo(words, room, '…')),
    ),
    ...notes.map(
      (note) => (y: number) =>
        noteMark(note, EDGE + MARK, y) +
        text('sl-text', EDGE + 26, y + 4, cellsUpTo(`${note.severity}: ${note.text}`, room, '…')),
    ),
  ]
  const markup = lines.map((line, i) => line(top + 10 + i * LEGEND_LINE)).join('\n')
  return { markup, bottom: lines.length === 0 ? top - 12 : top + lines.length * LEGEND_LINE }
}
