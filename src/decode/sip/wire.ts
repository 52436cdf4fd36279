import { isUtf8 } from 'node:buffer'
import { isToken } from './token.ts'

/** A start line longer than this is not looked at: it is no SIP anyone sends. */
const MAX_START_LINE = 8_192

const CR = 13
const LF = 10
const SPACE = 32

/**
 * Whether the bytes from `start` to `end` begin as a SIP message does: `METHOD URI SIP/2.0` or `SIP/2.0 NNN`. HTTP, RTSP and
 * SSDP end their first line otherwise. A zero byte in it is no text. Runs on every datagram of a capture: RTP, STUN and DTLS fall at the first byte.
 */
export function looksLikeSip(bytes: Uint8Array, start: number, end: number): boolean {
  const begin = skipLineEnds(bytes, start, end)
  const first = bytes[begin] ?? 0
  if (begin >= end || TOKEN_START[first] === 0) return false
  return isVersion(bytes, begin, end) ? isStatus(bytes, begin + 7, end) : isRequestLine(bytes, begin, end)
}

function skipLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++
  return at
}

/** What a method may begin with: any character of a token (RFC 3261 §25.1, RFC 4475 §3.1.1.2). */
const TOKEN_START = new Uint8Array(256)
for (let c = 33; c < 127; c++) if (isToken(String.fromCharCode(c))) TOKEN_START[c] = 1

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

function isStatus(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  if (at + 4 > end || bytes[at] !== SPACE) return false
  if (!isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2]) || !isDigit(bytes[at + 3])) return false
  const limit = Math.min(end, start + MAX_START_LINE)
  while (at < limit && bytes[at] !== LF && bytes[at] !== CR && bytes[at] !== 0) at++
  return bytes[at] !== 0 || at === limit
}

function isRequestLine(bytes: Uint8Array, begin: number, end: number): boolean {
  let at = begin
  const limit = Math.min(end, begin + MAX_START_LINE)
  while (at < limit && isMethodCharacter(bytes[at]!)) at++
  if (at === begin || at >= end || bytes[at] !== SPACE) return false
  const methodEnd = at
  while (at < limit && bytes[at] !== LF && bytes[at] !== CR && bytes[at] !== 0) at++
  let last = at
  while (last > begin && bytes[last - 1] === SPACE) last--
  return last - 8 > methodEnd && bytes[last - 8] === SPACE && isVersion(bytes, last - 7, last)
}

const isMethodCharacter = (c: number): boolean => c > SPACE && c < 127 && c !== 47 /* / */ && c !== 58 /* : */

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
