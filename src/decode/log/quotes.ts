import type { Line } from './lines.ts'

/** Takes quote marks off lines before anything else is made of them, and remembers where they stood. */
export interface Quotes {
  read(lines: readonly Line[]): readonly Line[]
  /** Whether the line of that number was quoted. */
  has(number: number): boolean
}

/** Quote marks stand at most so far in, as in Markdown; further in they are an Asterisk console's. */
const MAX_QUOTE_INDENT = 3
/** Stretches of quoted lines that are remembered; only what a message was repaired by depends on it. Chosen by us. */
const MAX_STRETCHES = 1_000

/** Mail, Markdown and chats quote with `> `, in other languages with `» ` or full-width marks, once or several times. */
export function createQuotes(): Quotes {
  const stretches: { readonly first: number; last: number }[] = []

  const note = (number: number): void => {
    const last = stretches.at(-1)
    if (last !== undefined && number <= last.last + 1) last.last = number
    else {
      stretches.push({ first: number, last: number })
      if (stretches.length > MAX_STRETCHES) stretches.shift()
    }
  }

  const read = (line: Line): Line => {
    if (!beginsQuoted(line.text)) return line
    note(line.number)
    return { ...line, text: withoutQuotes(line.text) }
  }

  return {
    // Most chunks have none, and stay as they are.
    read: (lines) => (lines.some(({ text }) => beginsQuoted(text)) ? lines.map(read) : lines),
    // Asked of lines just read: the search is over at once.
    has: (number) => stretches.length > 0 && (stretches.findLast(({ first }) => first <= number)?.last ?? 0) >= number,
  }
}

const isQuoteMark = (c: number): boolean =>
  c === 62 /* > */ || c === 0xbb /* » */ || c === 0x300b /* 》 */ || c === 0xff1e /* ＞ */

function beginsQuoted(line: string): boolean {
  let at = 0
  while (at < MAX_QUOTE_INDENT && line.charCodeAt(at) === 32) at++
  return isQuoteMark(line.charCodeAt(at)) && !SOCAT.test(line) && !(at === 2 && line.length === NGREP_ROW)
}

/** Rows of `ngrep` have two blanks and 75 characters, whatever these are. */
const NGREP_ROW = 77

/** `socat -v` marks the way of what it relays so. */
const SOCAT = /^> \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{1,9} {1,2}length=\d/

/** Takes off all levels, and one blank after the last. */
function withoutQuotes(line: string): string {
  let at = 0
  for (let end = 0; end < line.length; end++) {
    const c = line.charCodeAt(end)
    if (isQuoteMark(c)) at = end + 1
    else if (c !== 32 || end - at >= MAX_QUOTE_INDENT || (at > 0 && end > at)) break
  }
  return line.slice(line.charCodeAt(at) === 32 ? at + 1 : at)
}
