import type { FlawKind } from '../../model/flaw.ts'
import type { SipHeader } from '../../model/message.ts'
import { canonicalNameAt } from './header-names.ts'
import {
  COMPACT,
  FOLDED,
  type HeaderBits,
  indexOfName,
  indexOfNameAt,
  mayHold,
  nameOfIndex,
  note,
  ONCE,
  REPEATED,
  UNUSUAL,
} from './usual-headers.ts'

/** Header lines read of one message. Chosen by us; a request that crossed 70 proxies has some 100. */
export const MAX_HEADERS = 1_000

/**
 * Where the headers of a message stand, and where its body begins. Filled by `scanHeaders` and overwritten by the next:
 * most messages are filed by a few headers, so only these are cut out before somebody asks for all.
 */
export class HeaderScan implements HeaderBits {
  count = 0
  /** Which of the usual headers are there. */
  low = 0
  high = 0
  /** Offset of the body's first character. */
  bodyStart = 0
  /** 0-based line the body begins on. */
  bodyLine = 0
  /** An empty line was found. */
  terminated = false
  /** How they are written, as bits of `Writing`. */
  writing = 0
  readonly line = new Int32Array(MAX_HEADERS)
  readonly start = new Int32Array(MAX_HEADERS)
  readonly nameEnd = new Int32Array(MAX_HEADERS)
  /** Index among the usual headers. */
  readonly usual = new Int8Array(MAX_HEADERS)
  /** Of the first line's value, without the blanks around it. */
  readonly valueStart = new Int32Array(MAX_HEADERS)
  readonly valueEnd = new Int32Array(MAX_HEADERS)
  /** Past the last line, folded ones included. */
  readonly end = new Int32Array(MAX_HEADERS)
  readonly folded = new Uint8Array(MAX_HEADERS)
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
export function scanHeaders(
  scan: HeaderScan,
  raw: string,
  startLineEnd: number,
  lenient: boolean,
  complain: (kind: FlawKind, example: string) => void,
): void {
  scan.count = 0
  scan.low = 0
  scan.high = 0
  scan.writing = 0
  scan.terminated = false
  let line = 0
  let start = nextLine(raw, startLineEnd)
  while (start < raw.length) {
    line++
    const end = endOfLine(raw, start)
    if (end === start || (isSpace(raw.charCodeAt(start)) && isBlank(raw, start, end))) {
      scan.bodyStart = nextLine(raw, end)
      scan.bodyLine = line + 1
      scan.terminated = true
      return
    }
    if (isSpace(raw.charCodeAt(start))) {
      scan.writing |= FOLDED
      fold(scan, end)
    } else if (scan.count >= MAX_HEADERS) {
      complain('sip-message-too-long', `more than ${MAX_HEADERS} headers`)
      scan.bodyStart = raw.length
      scan.bodyLine = line
      return
    } else if (!scanHeader(scan, raw, start, end, line) && !(lenient && fold(scan, end))) {
      complain('sip-header-invalid', raw.slice(start, Math.min(end, start + 200)))
    }
    start = nextLine(raw, end)
  }
  scan.bodyStart = raw.length
  scan.bodyLine = line + 1
}

const isSpace = (c: number): boolean => c === 32 || c === 9

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!isSpace(text.charCodeAt(at))) return false
  }
  return true
}

/** RFC 3261 §25.1 `token`, by character code. */
const TOKEN = new Uint8Array(128)
for (const c of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~") TOKEN[c.charCodeAt(0)] = 1

/** `Name: value`, blanks allowed before the colon (RFC 3261 §7.3.1). False when it is none. */
function scanHeader(scan: HeaderScan, raw: string, start: number, end: number, line: number): boolean {
  let at = start
  for (; at < end; at++) {
    const c = raw.charCodeAt(at)
    if (c > 127 || TOKEN[c] === 0) break
  }
  const nameEnd = at
  while (at < end && isSpace(raw.charCodeAt(at))) at++
  if (nameEnd === start || at === end || raw.charCodeAt(at) !== 58 /* : */) return false
  let valueStart = at + 1
  let valueEnd = end
  while (valueStart < valueEnd && isSpace(raw.charCodeAt(valueStart))) valueStart++
  while (valueEnd > valueStart && isSpace(raw.charCodeAt(valueEnd - 1))) valueEnd--
  const i = scan.count++
  const usual = indexOfNameAt(raw, start, nameEnd)
  scan.usual[i] = usual
  if (nameEnd - start === 1) scan.writing |= COMPACT
  if (ONCE[usual] === 1 && mayHold(scan.low, scan.high, usual)) scan.writing |= REPEATED
  note(scan, usual)
  scan.line[i] = line
  scan.start[i] = start
  scan.nameEnd[i] = nameEnd
  scan.valueStart[i] = valueStart
  scan.valueEnd[i] = valueEnd
  scan.end[i] = end
  scan.folded[i] = 0
  return true
}

/** Adds a continuation line to the header before it (RFC 3261 §7.3.1). False when there is none. */
function fold(scan: HeaderScan, end: number): boolean {
  if (scan.count === 0) return false
  scan.end[scan.count - 1] = end
  scan.folded[scan.count - 1] = 1
  return true
}

/** The value of the `index`th header, unfolded: its lines joined with one blank. */
export function valueAt(scan: HeaderScan, raw: string, index: number): string {
  const first = raw.slice(scan.valueStart[index]!, scan.valueEnd[index]!)
  if (scan.folded[index] === 0) return first
  const lines = [first]
  const end = scan.end[index]!
  for (let at = nextLine(raw, endOfLine(raw, scan.start[index]!)); at < end; ) {
    const lineEnd = endOfLine(raw, at)
    lines.push(raw.slice(at, lineEnd).trim())
    at = nextLine(raw, lineEnd)
  }
  return lines.join(' ').trimStart()
}

/** The `index`th header, cut out. */
export const headerAt = (scan: HeaderScan, raw: string, index: number): SipHeader => ({
  name: nameOfIndex(scan.usual[index]!) ?? canonicalNameAt(raw, scan.start[index]!, scan.nameEnd[index]!) ?? '',
  value: valueAt(scan, raw, index),
  start: scan.start[index]!,
  end: scan.end[index]!,
  line: scan.line[index]!,
})

/** The usual header of that index whose value stands there, on one line, cut out. `startLineEnd` as for `scanHeaders`. */
export function headerOn(
  raw: string,
  startLineEnd: number,
  usual: number,
  valueStart: number,
  valueEnd: number,
): SipHeader {
  let line = 1
  let start = nextLine(raw, startLineEnd)
  for (
    let next = nextLine(raw, endOfLine(raw, start));
    // An empty value at the end of the text stands where no line begins any more.
    next <= valueStart && next < raw.length;
    next = nextLine(raw, endOfLine(raw, next))
  ) {
    start = next
    line++
  }
  const value = raw.slice(valueStart, valueEnd)
  return { name: nameOfIndex(usual)!, value, start, end: endOfLine(raw, valueEnd), line }
}

/** All headers, cut out. */
export function headersOf(scan: HeaderScan, raw: string): readonly SipHeader[] {
  const headers: SipHeader[] = []
  for (let i = 0; i < scan.count; i++) headers.push(headerAt(scan, raw, i))
  return headers
}

/** Index of the first header of that canonical name from the `from`th on, -1 without one. */
export function indexOfHeader(scan: HeaderScan, raw: string, name: string, from = 0): number {
  const usual = indexOfName(name)
  for (let i = from; i < scan.count; i++) {
    if (scan.usual[i] !== usual) continue
    if (usual !== UNUSUAL || canonicalNameAt(raw, scan.start[i]!, scan.nameEnd[i]!) === name) return i
  }
  return -1
}
