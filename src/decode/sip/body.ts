import { leadingNumber } from '../sdp/words.ts'
import { partsOf } from './bodies/multipart.ts'
import type { HeaderScan } from './headers.ts'

export interface Body {
  readonly text: string
  /** 0-based line of its first line within the message. */
  readonly line: number
  /** Content-Length and the bytes there disagree, or it is no number. */
  readonly lengthWrong: boolean
  /** More was announced than is there, in a way that only cutting explains. */
  readonly cut: boolean
}

/**
 * The body, bounded by Content-Length in a packet (RFC 3261 §18.3). Too small a figure ends the body early, too large a one
 * leaves what is there: both are wrong. Text keeps all it has. `length` is the value of Content-Length.
 */
export function readBody(raw: string, scan: HeaderScan, length: string | undefined, lenient: boolean): Body {
  const rest = raw.slice(scan.bodyStart)
  const announced = length === undefined ? undefined : lengthOf(length, lenient)
  const unreadable = length !== undefined && announced === undefined
  const body = { line: scan.bodyLine, cut: false }
  if (announced === undefined) return { ...body, text: rest, lengthWrong: unreadable && !lenient }
  if (lenient) return { ...body, text: rest, lengthWrong: false, cut: looksCut(rest, announced) }
  // Characters equal to the figure are whole even when they were no UTF-8 and stand for a byte each.
  if (announced === rest.length) return { ...body, text: rest, lengthWrong: false }
  return { ...body, ...bounded(rest, announced) }
}

const NOTHING: Body = { text: '', line: 0, lengthWrong: false, cut: false }

/** The body of a packet's message, where Content-Length says what is there in characters of a byte each; undefined otherwise. */
export function exactBody(raw: string, scan: HeaderScan, announced: number): Body | undefined {
  if (announced !== raw.length - scan.bodyStart) return undefined
  if (announced === 0) return NOTHING
  return { text: raw.slice(scan.bodyStart), line: scan.bodyLine, lengthWrong: false, cut: false }
}

/** Lenient, remarks after the figure do no harm: `714 <SDP omitted>`. */
function lengthOf(value: string, lenient: boolean): number | undefined {
  const number = leadingNumber(value)
  return number && (lenient || number.end === value.length) ? number.value : undefined
}

/** Pasting loses line ends and blanks, redaction changes words: only a clear shortage counts as cut. */
function looksCut(text: string, announced: number): boolean {
  if (announced === 0) return false
  const written = text.trimEnd()
  if (written === '') return true
  const crlf = Buffer.byteLength(written) + (written.match(/(?<!\r)\n/g)?.length ?? 0) + 2
  return announced > crlf * 1.25 + 16
}

function bounded(rest: string, announced: number): { readonly text: string; readonly lengthWrong: boolean } {
  const size = Buffer.byteLength(rest)
  if (announced >= size) return { text: rest, lengthWrong: announced > size }
  const text =
    size === rest.length ? rest.slice(0, announced) : Buffer.from(rest).subarray(0, announced).toString('utf8')
  const beyond = rest.slice(text.length)
  // Line ends and zero bytes after the body are padding or keep-alives, no fault worth a word.
  return { text, lengthWrong: /[^\r\n\0 ]/.test(beyond) }
}

/** A stretch of the body with the line it begins on. */
export interface Part {
  readonly text: string
  readonly line: number
}

/** The session description within a body that begins on `line`: the body itself, or a part of a multipart one (RFC 5621). */
export function descriptionPart(text: string, line: number, contentType: string | undefined): Part | undefined {
  const body = { text, line }
  if (contentType === 'application/sdp') return body
  const type = contentType?.toLowerCase() ?? ''
  if (type.startsWith('multipart/'))
    return partsOf(text, line, contentType).find((part) => part.type === 'application/sdp')
  // Excerpts lose the header; a body that begins as SDP does is SDP.
  if (type.startsWith('application/sdp') || (type === '' && /^\s{0,9}v=0/.test(text))) return body
  return undefined
}
