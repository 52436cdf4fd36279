/** An arrow or mark with which somebody points at a line: `m=audio 0 RTP/AVP 0   <-- refused here`, and a rule of dashes. */
const REMARK = /\s{1,40}(?:<(?:-{1,20}|={1,20}|<{1,9})(?=[\s!?A-Za-z"(])|(?:←|⇐|⟵|◄|◀|➔|👈)|\/\/\s|[=_*~#-]{8,}\s*$)/u
/** IOS documentation puts its remarks after an exclamation mark. */
const AFTER_MARK = /\s{1,40}! ?[A-Z][a-z]/

/**
 * A line of a message without a remark at its end; the same line where there is none. Text in quotes is the message's own.
 * `marked`: the line is a start line or one of a description, where an exclamation mark cannot stand.
 */
export function withoutRemark(line: string, marked: boolean): string {
  const at = REMARK_SIGN.test(line) ? remarkAt(line, marked) : -1
  return at > 0 ? line.slice(0, at) : line
}

/** Few lines have a blank before one of these. */
const REMARK_SIGN = /\s(?:<[-=<]|[!/\u2190\u21d0\u27f5\u25c4\u25c0\u2794\ud83d]|[=_*~#-]{8})/

function remarkAt(line: string, marked: boolean): number {
  const at = line.search(REMARK)
  const mark = marked ? line.search(AFTER_MARK) : -1
  const first = at < 0 ? mark : mark < 0 ? at : Math.min(at, mark)
  return first > 0 && isQuoted(line, first) ? -1 : first
}

/** Whether an odd number of quote marks stands before. */
function isQuoted(line: string, at: number): boolean {
  let quotes = 0
  for (let quote = line.indexOf('"'); quote >= 0 && quote < at; quote = line.indexOf('"', quote + 1)) quotes++
  return quotes % 2 === 1
}

/** What stands where lines were left out: `...`, `[snip]`, `<truncated>`. */
const LEFT_OUT =
  /^[\s<[({*-]{0,20}(?:\.{3,200}|…{1,9}|(?:snip(?:ped)?|truncated|omitted|removed|cut|etc)\b[^:]{0,40})[\s>\])}*.-]{0,20}$/i

export const tellsOfMore = (line: string): boolean => line.length < 100 && LEFT_OUT.test(line)
