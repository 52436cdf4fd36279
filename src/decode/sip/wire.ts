import { isUtf8 } from 'node:buffer'
import { MAX_MESSAGE_CHARS } from './message.ts'

/** A start line longer than this is not looked at: it is no SIP anyone sends. */
const MAX_START_LINE = 8_192
/** Longest method taken for one. The registered ones end at nine letters. */
const MAX_METHOD = 64

const CR = 13
const LF = 10
const SPACE = 32

/**
 * Whether the bytes from `start` to `end` begin as a SIP message does: `METHOD URI SIP/2.0` or `SIP/2.0 NNN`. HTTP, RTSP and
 * SSDP end their first line otherwise. Runs on every datagram of a capture: RTP, STUN and DTLS fall at the first byte.
 */
export function looksLikeSip(bytes: Uint8Array, start: number, end: number): boolean {
  const begin = skipLineEnds(bytes, start, end)
  const first = bytes[begin] ?? 0
  if (begin >= end || !isLetter(first)) return false
  return isVersion(bytes, begin, end) ? isStatus(bytes, begin + 7, end) : isRequestLine(bytes, begin, end)
}

function skipLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++
  return at
}

const isLetter = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
const isDigit = (c: number | undefined): boolean => c !== undefined && c >= 48 && c <= 57

/** `SIP/2.0` at `at`, any case (RFC 3261 §7.1: "The SIP-Version string is case-insensitive"). */
function isVersion(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 7 > end) return false
  return (
    (bytes[at]! | 32) === 115 &&
    (bytes[at + 1]! | 32) === 105 &&
    (bytes[at + 2]! | 32) === 112 &&
    bytes[at + 3] === 47 &&
    isDigit(bytes[at + 4]) &&
    bytes[at + 5] === 46 &&
    isDigit(bytes[at + 6])
  )
}

function isStatus(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 4 <= end && bytes[at] === SPACE && isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) && isDigit(bytes[at + 3])
  )
}

function isRequestLine(bytes: Uint8Array, begin: number, end: number): boolean {
  let at = begin
  const methodLimit = Math.min(end, begin + MAX_METHOD)
  while (at < methodLimit && isMethodCharacter(bytes[at]!)) at++
  if (at === begin || at >= end || bytes[at] !== SPACE) return false
  const methodEnd = at
  const limit = Math.min(end, begin + MAX_START_LINE)
  while (at < limit && bytes[at] !== LF && bytes[at] !== CR) at++
  let last = at
  while (last > begin && bytes[last - 1] === SPACE) last--
  return last - 8 > methodEnd && bytes[last - 8] === SPACE && isVersion(bytes, last - 7, last)
}

const isMethodCharacter = (c: number): boolean => c > SPACE && c < 127 && c !== 47 /* / */ && c !== 58 /* : */

/**
 * Length in bytes of the first whole SIP message in a TCP stream's bytes (RFC 3261 §18.3), leading line ends included.
 * Undefined while its end has not arrived. Without a Content-Length, or with one beyond all measure, the message ends with
 * its headers, so that the reader can find the next start line.
 */
export function sipLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = skipLineEnds(bytes, start, end)
  let contentLength = 0
  for (;;) {
    const lf = bytes.indexOf(LF, at)
    if (lf < 0 || lf >= end) return undefined
    const lineEnd = lf > at && bytes[lf - 1] === CR ? lf - 1 : lf
    if (lineEnd === at) {
      const total = lf + 1 + contentLength - start
      return start + total <= end ? total : undefined
    }
    const first = bytes[at]! | 32
    if (first === 108 /* l */ || first === 99 /* c */)
      contentLength = contentLengthOf(bytes, at, lineEnd) ?? contentLength
    at = lf + 1
  }
}

function contentLengthOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > 64) return undefined
  const line = String.fromCharCode(...bytes.subarray(start, end))
  const match = /^(?:l|content-length)[ \t]{0,9}:[ \t]{0,9}(\d{1,9})[ \t]{0,9}$/i.exec(line)
  const length = Number(match?.[1] ?? Number.NaN)
  return length <= MAX_MESSAGE_CHARS ? length : undefined
}

/**
 * The bytes as a string of its own: UTF-8 (RFC 3261 §7), or Latin-1 where they are not valid UTF-8, so that every byte is
 * still told apart.
 */
export function textOfBytes(bytes: Uint8Array, start: number, end: number): string {
  if (viewed !== bytes) {
    viewed = bytes
    view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  const text = view.toString('utf8', start, end)
  // The sign for what could not be decoded; asked first, since it is not there in nearly all texts.
  return !text.includes('\ufffd') || isUtf8(view.subarray(start, end)) ? text : view.toString('latin1', start, end)
}

/** Messages come by the thousand out of one chunk. */
let viewed: Uint8Array = new Uint8Array(0)
let view: Buffer = Buffer.alloc(0)
