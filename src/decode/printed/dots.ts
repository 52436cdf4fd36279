import { isKnownHeader } from '../sip/header-names.ts'
import type { Numbered } from './stream-joiner.ts'

/**
 * The lines of a message in which each CR and LF was printed as a dot: `Call-ID: a@example.com..CSeq: 1 INVITE....v=0..`. A line
 * ends at two dots before a header's name or a line of a description; of more dots the first ones are the line's own, but for the
 * four between headers and body. `rows` are stretches of one text, in order.
 */
export function splitDots(rows: readonly Numbered[]): readonly Numbered[] {
  const text = rows.map((row) => row.text).join('')
  const cutter = createCutter(rows, text)
  const lines: Numbered[] = []
  let length: number | undefined
  let inBody = false
  let start = 0
  let at = 0
  for (let dots = text.indexOf('..'); dots >= 0; dots = text.indexOf('..', at)) {
    at = dots
    while (text.charCodeAt(at) === 46 /* . */) at++
    // The dots may end the very line that tells the length.
    const told = length ?? lengthOf(text, start, at)
    const ends = lineEnds(text, at, at - dots, inBody, lines.length === 0, told)
    if (ends === 0) continue
    length = told
    lines.push(cutter(start, at - 2 * ends))
    const number = lines.at(-1)!.number
    for (let blank = 1; blank < ends; blank++) lines.push({ text: '', number })
    if (ends > 1) inBody = true
    start = at
  }
  if (start < text.length) lines.push(cutter(start, text.length))
  return lines
}

/** Line ends that so many dots stand for, what follows them being at `end`. */
function lineEnds(
  text: string,
  end: number,
  dots: number,
  inBody: boolean,
  inStartLine: boolean,
  length: number | undefined,
): number {
  if (inBody) return dots >> 1
  if (end === text.length) return dots >= 4 ? 2 : 1
  if (dots >= 4 && length === text.length - end) return 2
  if (headerFollows(text, end)) return 1
  if (dots >= 4) return 2
  return inStartLine ? 1 : 0
}

/** Of the header that begins there, where it is Content-Length. */
function lengthOf(text: string, start: number, end: number): number | undefined {
  const first = text.charCodeAt(start) | 32
  if ((first !== 99 /* c */ && first !== 108) /* l */ || end - start > 60) return undefined
  const match = /^(?:content-length|l) {0,3}: {0,3}(\d{1,7})\./i.exec(text.slice(start, end))
  return match === null ? undefined : Number(match[1])
}

/** A header's name, or the blank a folded line begins with. */
function headerFollows(text: string, at: number): boolean {
  if (text.charCodeAt(at) === 32) return true
  const name = /^[A-Za-z][A-Za-z0-9-]{0,40}(?= {0,3}:)/.exec(text.slice(at, at + 50))?.[0]
  return name !== undefined && (isKnownHeader(name) || name.length > 2)
}

/** Cuts lines out of the rows' text, one after the other; a line that goes over from one row to the next is shown as its parts. */
function createCutter(rows: readonly Numbered[], text: string): (start: number, end: number) => Numbered {
  let row = 0
  let from = 0
  return (start, end) => {
    while (row < rows.length - 1 && from + rows[row]!.text.length <= start) from += rows[row++]!.text.length
    const line = { text: text.slice(start, end), number: rows[row]?.number ?? 0 }
    const parts: string[] = []
    let at = from
    for (let i = row; i < rows.length && at < end; i++) {
      const to = at + rows[i]!.text.length
      parts.push(text.slice(Math.max(start, at), Math.min(end, to)))
      at = to
    }
    return parts.length > 1 ? { ...line, shown: parts.join('\n') } : line
  }
}
