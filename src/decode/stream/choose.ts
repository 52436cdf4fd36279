import { looksLikeSip } from '../sip/wire.ts'
import { isMessageStart, mayBecomeSip } from './sip-framing.ts'
import { beginsWithSipFrame } from './websocket-frame.ts'

/**
 * What a byte stream turns out to carry. `other` is known to be none of these, `unknown` not known, and `more` says that it
 * takes more octets to tell.
 */
export type StreamProtocol =
  | 'sip'
  | 'tls'
  | 'http'
  | 'websocket'
  | 'hep'
  | 'msrp'
  | 'stun'
  | 'stun-framed'
  | 'other'
  | 'unknown'

/** Octets that must be there before a protocol that is no text is given up. */
const ENOUGH = 24

/**
 * Tells by octets of one direction what the connection carries. `begun` says that they are its first; elsewhere SIP is
 * believed only with a header below its start line.
 */
export function chooseProtocol(bytes: Uint8Array, start: number, end: number, begun: boolean): StreamProtocol | 'more' {
  const first = bytes[start]!
  if (first < 32 || first > 126) return chooseBinary(bytes, start, end)
  if (begun ? looksLikeSip(bytes, start, end) : isMessageStart(bytes, start, end)) return 'sip'
  if (first === 72 /* H */ && startsWith(bytes, start, end, 'HEP3')) return end - start < 6 ? 'more' : 'hep'
  if (first === 77 /* M */ && startsWith(bytes, start, end, 'MSRP ')) return end - start < 5 ? 'more' : 'msrp'
  const line = firstLine(bytes, start, end)
  if (line === undefined)
    return mayBecomeSip(bytes, start, end) || mayBecomeHttp(bytes, start, end) ? 'more' : 'unknown'
  if (/^GET \S{1,8000} HTTP\/1\.1$|^HTTP\/1\.1 101\b/.test(line)) return 'http'
  return /^(?:HTTP|RTSP)\/\d|(?:HTTP|RTSP)\/\d(?:\.\d)?$|^SSH-|^\d{3}[ -]/.test(line) ? 'other' : 'unknown'
}

function chooseBinary(bytes: Uint8Array, start: number, end: number): StreamProtocol | 'more' {
  const length = end - start
  if (isTlsRecord(bytes, start, end)) return 'tls'
  if (isStun(bytes, start, end)) return 'stun'
  if (isStun(bytes, start + 2, end)) return 'stun-framed'
  if (beginsWithSipFrame(bytes, start, end)) return 'websocket'
  return length < ENOUGH ? 'more' : 'unknown'
}

/** Content type 20..23, version 3.0 to 3.4, a length of at most 2^14 + 256 (RFC 8446 §5.1, §5.2). */
export function isTlsRecord(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 5) return false
  const type = bytes[start]!
  return (
    type >= 20 &&
    type <= 23 &&
    bytes[start + 1] === 3 &&
    bytes[start + 2]! <= 4 &&
    ((bytes[start + 3]! << 8) | bytes[start + 4]!) <= 16_640
  )
}

/** Two zero bits, a length of whole words and the magic cookie (RFC 8489 §5). */
function isStun(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start >= 20 &&
    bytes[start]! < 4 &&
    (bytes[start + 3]! & 3) === 0 &&
    bytes[start + 4] === 0x21 &&
    bytes[start + 5] === 0x12 &&
    bytes[start + 6] === 0xa4 &&
    bytes[start + 7] === 0x42
  )
}

/** As far as there are octets. */
function startsWith(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  const length = Math.min(word.length, end - start)
  for (let i = 0; i < length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false
  return true
}

/** Undefined while it has not ended. */
function firstLine(bytes: Uint8Array, start: number, end: number): string | undefined {
  const lf = bytes.indexOf(10, start)
  if (lf < 0 || lf >= end) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, lf - start)
    .toString('latin1')
    .trimEnd()
}

/** `GET /...` without its end: a request to upgrade may have a long path. */
const mayBecomeHttp = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start <= 8_192 && (startsWith(bytes, start, end, 'GET ') || startsWith(bytes, start, end, 'HTTP/1.1 '))
