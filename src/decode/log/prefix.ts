/** What stands before each line of a message and is no part of it: quote marks, blanks, a log's own prefix. */
export interface LinePrefix {
  /** The line without it. A line that lacks it comes back as it is. */
  strip(line: string): string
}

/**
 * From the text before the start line. Digits of a log prefix may differ from line to line (times, sequence numbers), all
 * else must be the same; quote marks must be the same, the blank after them may be missing.
 */
export function prefixFrom(before: string): LinePrefix {
  if (before === '') return { strip: (line) => line }
  if (/[A-Za-z0-9]/.test(before)) return { strip: (line) => afterTemplate(line, before) ?? line }
  const marks = before.trim()
  if (marks === '') return { strip: (line) => withoutIndent(line, before.length) }
  return { strip: (line) => withoutMarks(line, marks) }
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

/** The rest of a line that begins as the template does, runs of digits standing for each other; undefined when it does not. */
function afterTemplate(line: string, template: string): string | undefined {
  const wanted = template.trimEnd()
  let at = 0
  for (let i = 0; i < wanted.length; ) {
    if (!isDigit(wanted, i)) {
      if (line[at++] !== wanted[i++]) return undefined
      continue
    }
    if (!isDigit(line, at)) return undefined
    while (isDigit(wanted, i)) i++
    while (isDigit(line, at)) at++
  }
  return withoutIndent(line.slice(at), template.length - wanted.length)
}

function isDigit(text: string, at: number): boolean {
  const c = text.charCodeAt(at)
  return c >= 48 && c <= 57
}
