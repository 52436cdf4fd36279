import { canonicalName } from '../header-names.ts'
import type { Parameters } from '../token.ts'
import { parseMediaType } from '../values/media-type.ts'

/** A body that is no multipart: a message's own, or one part of it (RFC 2046 §5.1, RFC 5621). */
export interface BodyPart {
  /** `application/sdp`, lower case; empty where no type is given. */
  readonly type: string
  /** Parameters of the type. */
  readonly params: Parameters
  /** The part's own headers by canonical name, unfolded; the first of a name wins. Empty for a message's own body. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  /** 0-based line of its first line within the message. */
  readonly line: number
}

/** Parts read of one body, nested ones included. */
const MAX_PARTS = 64
/** Multiparts within multiparts: signed mail has two levels. */
const MAX_DEPTH = 3
/** Header lines read of one part. */
const MAX_PART_HEADERS = 50

const NO_HEADERS: ReadonlyMap<string, string> = new Map()

/** The parts of a body that begins on `line`, in order; the body itself where `contentType` is no multipart. */
export function partsOf(text: string, line: number, contentType: string | undefined): BodyPart[] {
  const parts: BodyPart[] = []
  collect(parts, { text, line, headers: NO_HEADERS }, contentType, 0)
  return parts
}

type Piece = Pick<BodyPart, 'text' | 'line' | 'headers'>

function collect(parts: BodyPart[], piece: Piece, contentType: string | undefined, depth: number): void {
  if (parts.length === MAX_PARTS) return
  const [media] = parseMediaType(contentType ?? '')
  const { type = '', params = NO_HEADERS } = media ?? {}
  if (!type.startsWith('multipart/') || depth === MAX_DEPTH) {
    parts.push({ type, params, ...piece })
    return
  }
  for (const inner of split(piece, params.get('boundary'))) {
    collect(parts, inner, inner.headers.get('content-type'), depth + 1)
  }
}

interface Line {
  readonly start: number
  readonly end: number
  /** Offset of the next line. */
  readonly next: number
}

function* linesOf(text: string): Iterable<Line> {
  const ends = /\r\n|\n|\r/g
  let start = 0
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield { start, end: end.index, next: ends.lastIndex }
    start = ends.lastIndex
  }
  if (start < text.length) yield { start, end: text.length, next: text.length }
}

/**
 * What stands between the lines of the boundary. Where none is named the text's first is taken. A boundary that is named and
 * not there leaves nothing: no receiver finds a part either.
 */
function split({ text, line }: Piece, named: string | undefined): Piece[] {
  const boundary = named ?? firstBoundary(text)
  if (boundary === undefined) return []
  const pieces: Piece[] = []
  let number = line
  let open: { readonly start: number; readonly line: number } | undefined
  let before = 0
  for (const { start, end, next } of linesOf(text)) {
    const kind = delimiterOf(text, start, end, boundary)
    if (kind !== undefined) {
      if (open) pieces.push(pieceOf(text.slice(open.start, Math.max(open.start, before)), open.line))
      open = kind === 'close' ? undefined : { start: next, line: number + 1 }
      if (kind === 'close' || pieces.length === MAX_PARTS) return pieces
    }
    // The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    before = end
    number++
  }
  // Cut off before its end: what is there is read all the same.
  if (open) pieces.push(pieceOf(text.slice(open.start), open.line))
  return pieces
}

/** `--boundary` or `--boundary--`, blanks behind it aside. */
function delimiterOf(text: string, start: number, end: number, boundary: string): 'open' | 'close' | undefined {
  if (!text.startsWith('--', start) || !text.startsWith(boundary, start + 2)) return undefined
  const rest = text.slice(start + 2 + boundary.length, end).trimEnd()
  return rest === '' ? 'open' : rest === '--' ? 'close' : undefined
}

function firstBoundary(text: string): string | undefined {
  for (const { start, end } of linesOf(text)) {
    if (text.startsWith('--', start) && end - start > 2 && end - start < 204)
      return text.slice(start + 2, end).trimEnd()
  }
  return undefined
}

/** Headers, an empty line, and the content. A part that begins with the empty line has no headers. */
function pieceOf(text: string, line: number): Piece {
  const headers = new Map<string, string>()
  let name = ''
  let number = line
  for (const { start, end, next } of linesOf(text)) {
    number++
    const written = text.slice(start, end)
    if (written.trim() === '') return { headers, text: text.slice(next), line: number }
    if (/^[ \t]/.test(written)) {
      if (headers.has(name)) headers.set(name, `${headers.get(name)} ${written.trim()}`)
      continue
    }
    const colon = written.indexOf(':')
    name = colon < 1 ? '' : (canonicalName(written.slice(0, colon).trim()) ?? '')
    if (name !== '' && !headers.has(name)) headers.set(name, written.slice(colon + 1).trim())
    if (number - line > MAX_PART_HEADERS) break
  }
  return { headers, text: '', line }
}
