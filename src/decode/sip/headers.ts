import type { FlawKind } from '../../model/flaw.ts'
import type { SipHeader } from '../../model/message.ts'
import { canonicalName } from './header-names.ts'

/** Header lines read of one message. Chosen by us; a request that crossed 70 proxies has some 100. */
export const MAX_HEADERS = 1_000

/** The header part of a message. */
export interface HeaderBlock {
  readonly headers: readonly SipHeader[]
  /** Offset of the body's first character. */
  readonly bodyStart: number
  /** 0-based line the body begins on. */
  readonly bodyLine: number
  /** An empty line was found. */
  readonly terminated: boolean
}

/** Offset of the first CR or LF at or after `from`, or the end. Runs of CR before an LF belong to one line end. */
export function endOfLine(text: string, from: number): number {
  const lf = text.indexOf('\n', from)
  if (lf < 0) {
    const cr = text.indexOf('\r', from)
    return cr < 0 ? text.length : cr
  }
  let end = lf
  while (end > from && text.charCodeAt(end - 1) === 13) end--
  return end
}

/** Offset of the line after the one that ends at `end`. */
export function nextLine(text: string, end: number): number {
  let at = end
  while (text.charCodeAt(at) === 13) {
    at++
    // CR alone ends a line where there is no LF at all.
    if (text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) return at
    if (text.charCodeAt(at) === 13 && text.indexOf('\n', at) < 0) return at
  }
  return text.charCodeAt(at) === 10 ? at + 1 : at
}

/** Reads from the end of the start line up to the empty line. `lenient`: a line without a name continues the one before. */
export function readHeaders(
  raw: string,
  startLineEnd: number,
  lenient: boolean,
  complain: (kind: FlawKind, example: string) => void,
): HeaderBlock {
  const headers: SipHeader[] = []
  let line = 0
  let start = nextLine(raw, startLineEnd)
  while (start < raw.length) {
    line++
    const end = endOfLine(raw, start)
    if (end === start) return { headers, bodyStart: nextLine(raw, end), bodyLine: line + 1, terminated: true }
    const first = raw.charCodeAt(start)
    if (isSpace(first)) {
      if (isBlank(raw, start, end)) {
        return { headers, bodyStart: nextLine(raw, end), bodyLine: line + 1, terminated: true }
      }
      fold(headers, raw, end)
    } else if (headers.length >= MAX_HEADERS) {
      complain('sip-message-too-long', `more than ${MAX_HEADERS} headers`)
      return { headers, bodyStart: raw.length, bodyLine: line, terminated: false }
    } else if (!readHeader(headers, raw, start, end, line) && !(lenient && fold(headers, raw, end))) {
      complain('sip-header-invalid', raw.slice(start, Math.min(end, start + 200)))
    }
    start = nextLine(raw, end)
  }
  return { headers, bodyStart: raw.length, bodyLine: line + 1, terminated: false }
}

const isSpace = (c: number): boolean => c === 32 || c === 9

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!isSpace(text.charCodeAt(at))) return false
  }
  return true
}

/** `Name: value`, blanks allowed before the colon (RFC 3261 §7.3.1). False when it is none. */
function readHeader(headers: SipHeader[], raw: string, start: number, end: number, line: number): boolean {
  const colon = raw.indexOf(':', start)
  if (colon <= start || colon >= end) return false
  let nameEnd = colon
  while (nameEnd > start && isSpace(raw.charCodeAt(nameEnd - 1))) nameEnd--
  const name = canonicalName(raw.slice(start, nameEnd))
  if (name === undefined) return false
  let valueStart = colon + 1
  let valueEnd = end
  while (valueStart < valueEnd && isSpace(raw.charCodeAt(valueStart))) valueStart++
  while (valueEnd > valueStart && isSpace(raw.charCodeAt(valueEnd - 1))) valueEnd--
  headers.push({ name, value: raw.slice(valueStart, valueEnd), start, end, line })
  return true
}

/** Joins a continuation line to the header before it, with one blank (RFC 3261 §7.3.1). False when there is none. */
function fold(headers: SipHeader[], raw: string, end: number): boolean {
  const last = headers.pop()
  if (last === undefined) return false
  const lineStart = Math.max(raw.lastIndexOf('\n', end - 1), raw.lastIndexOf('\r', end - 1)) + 1
  const more = raw.slice(lineStart, end).trim()
  headers.push({ ...last, value: last.value === '' ? more : `${last.value} ${more}`, end })
  return true
}
