import { type Ladder, type LadderSource, layOut, legMark, type MessageRow, type Row } from './layout.ts'
import { durationText, labelOf } from './words.ts'

/** Mermaid draws every host as a box, side by side, and every row: less than in other forms can be followed. Chosen by us. */
const ROWS_MAX = 100

/**
 * A ladder as a Mermaid `sequenceDiagram`. Whatever a stranger wrote is escaped as Mermaid's entity codes: it can neither end
 * its line, nor be read as a statement, directive or HTML.
 */
export function mermaidLadder(source: LadderSource): string {
  const ladder = layOut(source, { rows: ROWS_MAX })
  const lines = [
    'sequenceDiagram',
    ...ladder.lanes.map(
      ({ name, detail }, i) => `participant ${lane(i)} as ${escaped(detail === '' ? name : `${name} (${detail})`)}`,
    ),
    ...ladder.rows.flatMap((row) => rowLines(row, ladder)),
    ...(ladder.moreRows === 0 ? [] : [noteOver(ladder, `${ladder.moreRows} more`)]),
    ...ladder.legs.map(({ mark, text }) => noteOver(ladder, `${mark}: ${text}`)),
  ]
  return `${lines.map((line, i) => (i === 0 ? line : `  ${line}`)).join('\n')}\n`
}

/** An arrow with its note; what took long before it comes first. */
function rowLines(row: Row, ladder: Ladder): readonly string[] {
  switch (row.kind) {
    case 'gap':
      return [noteOver(ladder, `${durationText(row.ms)} later`)]
    case 'media':
      return [`${lane(row.from)}-)${lane(row.to)}: ${escaped(row.label)}`]
    case 'message':
      return [
        `${lane(row.from)}${row.tone === 'request' ? '->>' : '-->>'}${lane(row.to)}: ${escaped(wordsOf(row, ladder))}`,
        ...row.notes.map(({ severity, text }) => `Note over ${overOf(row)}: ${escaped(`${severity}: ${text}`)}`),
      ]
    default:
      return row satisfies never
  }
}

function wordsOf(row: MessageRow, { legs }: Ladder): string {
  const leg = legs.length === 0 ? '' : `${legMark(row.leg)} `
  const seconds = row.sinceStartMs === undefined ? '' : ` +${(row.sinceStartMs / 1000).toFixed(3)} s`
  return `${leg}${labelOf(row)}${row.detail === '' ? '' : `, ${row.detail}`}${seconds}`
}

const lane = (place: number): string => `L${place + 1}`

function overOf({ from, to }: Pick<MessageRow, 'from' | 'to'>): string {
  const [left, right] = [Math.min(from, to), Math.max(from, to)]
  return left === right ? lane(left) : `${lane(left)},${lane(right)}`
}

const noteOver = ({ lanes }: Ladder, text: string): string =>
  `Note over ${overOf({ from: 0, to: Math.max(0, lanes.length - 1) })}: ${escaped(text)}`

/**
 * What stands in a line as it is: letters, digits and harmless marks. Not `;`, which ends a statement, `#` and `&`, which begin
 * an entity, `%`, `{` and `}` of directives, `<`, `>` of HTML, and the letters that Mermaid itself writes entities with.
 */
const SAFE = /[^\p{L}\p{M}\p{N} .,:/@()+*=_×…-]|[ﬂßﬁ]/gu
/** Mermaid looks for these words before it reads entities, and takes what follows for CSS. */
const STYLES = /(s)(tyle)|(c)(lassDef)/gi

/** Mermaid's entity codes: `#35;` is a number sign. */
function escaped(text: string): string {
  const escapes = text.replace(SAFE, (mark) => `#${mark.codePointAt(0)};`)
  return escapes.replace(STYLES, (word) => `#${word.codePointAt(0)};${word.slice(1)}`) || ' '
}
