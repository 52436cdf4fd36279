import { isKnownHeader } from '../sip/header-names.ts'
import { BIT } from './repairs.ts'

/** What stands before each line of a message and is no part of it: quote marks, blanks, a log's own prefix. */
export interface LinePrefix {
  /** The line without it. A line that lacks it comes back as it is. */
  strip(line: string): string
  /** `BIT` of what taking it off repairs; a log's own prefix is no damage. */
  readonly repairs: number
}

const NONE: LinePrefix = { strip: (line) => line, repairs: 0 }

/**
 * From the text before the start line. Digits of a log prefix may differ from line to line (times, sequence numbers), all
 * else must be the same; quote marks must be the same, the blank after them may be missing. Words of an envelope may stand
 * between the prefix and the start line: how much of the text is on every line, the first header after it shows.
 */
export function prefixFrom(before: string): LinePrefix {
  if (before === '') return NONE
  if (/[A-Za-z]/.test(before)) return learned(before, 0)
  if (/\d/.test(before))
    return learned(before, /^\s{0,20}\d{1,9}\s{0,3}[:.|)\]]?\s{0,20}$/.test(before) ? BIT.numbered : 0)
  const marks = before.trim()
  if (marks === '') return { strip: (line) => withoutIndent(line, before.length), repairs: 0 }
  return { strip: (line) => withoutMarks(line, marks), repairs: 0 }
}

/** Takes at most `width` blanks off the front; a tab counts as one. */
export function withoutIndent(line: string, width: number): string {
  let at = 0
  while (at < width && (line[at] === ' ' || line[at] === '\t')) at++
  return line.slice(at)
}

function withoutMarks(line: string, marks: string): string {
  const start = line.length - line.trimStart().length
  if (!line.startsWith(marks, start)) return line
  const after = start + marks.length
  return line.slice(line[after] === ' ' ? after + 1 : after)
}

function learned(before: string, repairs: number): LinePrefix {
  let template: string | undefined
  return {
    repairs,
    strip(line) {
      template ??= learn(before, line)
      return (template === undefined ? undefined : afterTemplate(line, template)) ?? line
    },
  }
}

/** The part of `before` that stands before the header on this line, all of it before another line; undefined where neither. */
function learn(before: string, line: string): string | undefined {
  if (afterTemplate(line, before) !== undefined) return before
  const common = commonLength(line, before)
  // The name may begin like the word that stands in its place.
  for (const back of [0, common.line - line.lastIndexOf(' ', common.line - 1) - 1]) {
    const header = line.slice(common.line - back).trimStart()
    if (!beginsWithHeader(header)) continue
    const template = before.slice(0, common.template - back).trimEnd()
    if (!/[A-Za-z0-9]/.test(template)) return ''
    const prefix = line.slice(0, line.length - header.length)
    return template + ' '.repeat(prefix.length - prefix.trimEnd().length)
  }
  return undefined
}

function beginsWithHeader(line: string): boolean {
  const colon = line.indexOf(':')
  return colon > 0 && colon <= 40 && isKnownHeader(line.slice(0, colon).trimEnd())
}

/** The rest of a line that begins as the template does, runs of digits standing for each other; undefined when it does not. */
function afterTemplate(line: string, template: string): string | undefined {
  const wanted = template.trimEnd()
  const common = commonLength(line, wanted)
  if (common.template < wanted.length) return undefined
  return withoutIndent(line.slice(common.line), template.length - wanted.length)
}

/** How far both go alike, runs of digits standing for each other, and runs of blanks: numbers are set flush right. */
function commonLength(line: string, template: string): { readonly line: number; readonly template: number } {
  let at = 0
  let i = 0
  while (i < template.length) {
    const like = isDigit(template, i) ? isDigit : isBlank(template, i) ? isBlank : undefined
    if (like === undefined) {
      if (line[at] !== template[i]) break
      at++
      i++
      continue
    }
    if (like === isDigit && !isDigit(line, at)) break
    while (like(template, i)) i++
    while (like(line, at)) at++
  }
  return { line: at, template: i }
}

const isBlank = (text: string, at: number): boolean => text.charCodeAt(at) === 32

function isDigit(text: string, at: number): boolean {
  const c = text.charCodeAt(at)
  return c >= 48 && c <= 57
}
