/** Columns of terminals, at which a line goes on in the next with nothing lost. */
const TERMINAL_WIDTHS: ReadonlySet<number> = new Set([79, 80, 100, 120, 132])
/** Mail programs break before a word that would pass this column; RFC 5322 §2.1.1 asks for 78. */
const MAIL_WIDTH = 78
/** The narrowest line that was broken for its length. Chosen by us: some programs break at 65, and cut the quote marks off. */
const MIN_BROKEN = 50

/** Whether a terminal has broken the line at its right edge. */
export const isHardWrapped = (line: string): boolean => TERMINAL_WIDTHS.has(line.length)

/** Whether a mail program has broken `line` because the first word of `next` did not fit on it. */
export function isSoftWrapped(line: string, next: string): boolean {
  const blank = next.search(/\s/)
  const word = blank < 0 ? next.length : blank
  return line.length >= MIN_BROKEN && line.length <= MAIL_WIDTH + 2 && line.length + 1 + word >= MAIL_WIDTH - 8
}
