import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import { METHODS } from '../sip/start-line.ts'
import { looksLikeSip } from '../sip/wire.ts'

const LF = 10
const CR = 13
/** A line that is longer is no start line. */
const MAX_START_LINE = 8_192

/**
 * Where one SIP message of a stream ends (RFC 3261 §18.3). Overwritten by the next. `end` is -1 while it is not known; then
 * `headersEnd` is what has been found out so far.
 */
export class Framing {
  /** Just past the message, -1 while more is needed. */
  end = -1
  /** Just past the empty line, -1 while it has not come. */
  headersEnd = -1
  /** Octets of the body as announced; -1 without a Content-Length that can be used. */
  contentLength = -1
  hasContentType = false
  /** The body may hold start lines of its own, as `message/sipfrag`, parts of `multipart`, and what people write do. */
  nests = false
  /** The line that is looked at, and where the search for its end goes on. */
  private line = 0
  private searched = 0

  reset(): void {
    this.end = -1
    this.headersEnd = -1
    this.contentLength = -1
    this.hasContentType = false
    this.nests = false
    this.line = 0
    this.searched = 0
  }

  /**
   * Reads the message that begins at `start`, going on where the last call with the same beginning ended. Offsets count from
   * `start`. The message ends where its Content-Length says, but never beyond the beginning of another; without one at the
   * beginning of another, or at the end of what is there.
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.headersEnd < 0) this.readHeaders(bytes, start, end)
    if (this.end >= 0 || this.headersEnd < 0) return
    const announced = start + this.headersEnd + Math.max(this.contentLength, 0)
    const isOpen = this.contentLength < 0 && this.hasContentType
    const last = isOpen ? end : Math.min(announced, end)
    if (!this.nests && this.findNext(bytes, start, last, end)) this.end = this.line
    else if (isOpen || announced <= end) this.end = last - start
  }

  private readHeaders(bytes: Uint8Array, start: number, end: number): void {
    for (;;) {
      const at = start + this.line
      const lf = bytes.indexOf(LF, start + this.searched)
      if (lf < 0 || lf >= end) break
      const lineEnd = lf > at && bytes[lf - 1] === CR ? lf - 1 : lf
      if (lineEnd > at && at > start) {
        // The line end after the headers is missing: the next message has begun.
        if (mayBeStartLine(bytes, at, lineEnd) && isMessageStart(bytes, at, end)) {
          this.end = at - start
          return
        }
        this.readHeader(bytes, at, lineEnd)
      }
      this.line = lf + 1 - start
      this.searched = this.line
      if (lineEnd === at) {
        this.headersEnd = this.line
        return
      }
    }
    this.searched = end - start
  }

  /** Whether another message begins at a line of the body; `line` is left there. */
  private findNext(bytes: Uint8Array, start: number, last: number, end: number): boolean {
    while (start + this.line < last) {
      const at = start + this.line
      const lf = bytes.indexOf(LF, start + this.searched)
      if (lf < 0 || lf >= end) {
        this.searched = end - start
        return false
      }
      const lineEnd = lf > at && bytes[lf - 1] === CR ? lf - 1 : lf
      if (mayBeStartLine(bytes, at, lineEnd) && isMessageStart(bytes, at, end)) return true
      this.line = lf + 1 - start
      this.searched = this.line
    }
    return false
  }

  private readHeader(bytes: Uint8Array, at: number, end: number): void {
    const first = bytes[at]! | 32
    if (first !== 99 /* c */ && first !== 108 /* l */) return
    const line = String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 100)))
    const length = /^(?:l|content-length)[ \t]{0,9}:[ \t]{0,9}(\d{1,9})[ \t]{0,9}$/i.exec(line)
    if (length !== null) {
      if (this.contentLength < 0 && Number(length[1]) <= MAX_MESSAGE_CHARS) this.contentLength = Number(length[1])
      return
    }
    const type = /^(?:c|content-type)[ \t]{0,9}:[ \t]{0,9}([a-z]{0,20})/i.exec(line)
    if (type === null) return
    this.hasContentType = true
    this.nests = /^(?:message|multipart|text)$/i.test(type[1]!)
  }
}

/** `SIP/` at its beginning, or `2.0` at its end: a cheap look before the thorough one. */
const mayBeStartLine = (bytes: Uint8Array, at: number, end: number): boolean =>
  end - at >= 11 &&
  ((bytes[at] === 83 && bytes[at + 1] === 73 && bytes[at + 2] === 80 && bytes[at + 3] === 47) ||
    (bytes[end - 1] === 48 && bytes[end - 2] === 46 && bytes[end - 3] === 50 && bytes[end - 4] === 47))

/**
 * Whether a message begins here, asked where that is not sure: in the middle of a stream, or of a body. There must be a start
 * line of a known method, and a header below it: `PTIONS sip:...` may be what is left of another.
 */
export function isMessageStart(bytes: Uint8Array, at: number, end: number): boolean {
  if (!isLetter(bytes[at] ?? 0) || !looksLikeSip(bytes, at, end)) return false
  const space = bytes.indexOf(32, at)
  if (space < at || space - at > 11 || !isKnown(String.fromCharCode(...bytes.subarray(at, space)))) return false
  const lf = bytes.indexOf(LF, at)
  if (lf < 0 || lf + 1 >= end) return true
  let colon = lf + 1
  const limit = Math.min(end, colon + 40)
  while (colon < limit && isNameCharacter(bytes[colon]!)) colon++
  if (colon === end) return true
  return colon > lf + 1 && (bytes[colon] === 58 || bytes[colon] === 32 || bytes[colon] === 9)
}

/** The registered methods, those that Microsoft and Kamailio use, and the version that begins a status line. */
const isKnown = (word: string): boolean =>
  METHODS.has(word) || /^(?:SIP\/\d\.\d|BENOTIFY|SERVICE|NEGOTIATE|KDMQ)$/i.test(word)

const isLetter = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
const isNameCharacter = (c: number): boolean => isLetter(c) || c === 45 || (c >= 48 && c <= 57) || c === 95

/** A start line that is not yet whole may still turn out to be SIP: `METHOD scheme:...` or `SIP/2.0 ...` as far as it goes. */
export function mayBecomeSip(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_START_LINE || (start < end && !isToken(bytes[start]!))) return false
  let at = start
  while (at < end && isToken(bytes[at]!)) at++
  const method = at
  if (at === end) return at - start <= 64
  if (bytes[at] === 47 /* / */ && at - start === 3 && isSip(bytes, start)) return isPrintable(bytes, at, end)
  if (bytes[at] !== 32) return false
  at++
  while (at < end && isScheme(bytes[at]!)) at++
  return (at === end || (bytes[at] === 58 /* : */ && at > method + 1)) && isPrintable(bytes, at, end)
}

const isSip = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at]! | 32) === 115 && (bytes[at + 1]! | 32) === 105 && (bytes[at + 2]! | 32) === 112

const isToken = (c: number): boolean => c > 32 && c < 127 && c !== 47 && c !== 58
const isScheme = (c: number): boolean => isLetter(c) || (c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46

/** One line, not ended yet but for a CR. */
function isPrintable(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if ((bytes[i]! < 32 && bytes[i] !== 9 && !(bytes[i] === CR && i === end - 1)) || bytes[i] === 127) return false
  }
  return true
}
