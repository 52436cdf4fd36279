import { canonicalName, isKnownHeader } from '../sip/header-names.ts'
import { MAX_MESSAGE_CHARS } from '../sip/message.ts'
import { splitFlatSdp, splitFlattened } from './clean.ts'
import { type LinePrefix, withoutIndent } from './prefix.ts'

/** Lines that fit nowhere before a message is given up for ended: log lines stand in the middle of messages. */
const MAX_STRANGERS = 12

type BodyKind = 'sdp' | 'xml' | 'multipart' | 'other'

/** What became of a line: part of the message, no part of it, or no part and the message is over. */
export type Taken = 'taken' | 'refused' | 'ended'

const HEADER_NAME = /^([A-Za-z][A-Za-z0-9_.-]{0,60})[ \t]{0,20}:/
const LOG_LEVEL = /^(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|VERBOSE|TRACE|CRIT)$/
const SDP_LINE = /^[a-z]=/
/** A header line that mail or a terminal has broken: the next line belongs to it. */
const BROKEN_OFF = /(?:[,;"=<]\s{0,9}|^[A-Za-z-]{1,40}\s{0,9}:\s{0,9})$/

/**
 * A message being gathered from lines of text. It decides by what lines look like where headers and body end: lengths cannot
 * be trusted in text, and logs write between the lines.
 */
export class OpenMessage {
  readonly lines: string[]
  readonly numbers: number[]
  /** Header lines taken so far. */
  headerCount = 0
  /** Too long to be gathered whole. */
  overlong = false
  readonly #prefix: LinePrefix
  readonly #dotted: boolean
  #state: 'headers' | 'gap' | 'body' = 'headers'
  #body: BodyKind | undefined
  #doubled: boolean | undefined
  #indent: number | undefined
  #contentLength: number | undefined
  #contentType = ''
  #bodyLength = 0
  #strangers = 0
  #chars = 0
  /** Empty lines seen and not yet known to be inside the message. */
  readonly #blanks: number[] = []

  /** `startLine` may hold headers glued to it. */
  constructor(startLine: string, number: number, prefix: LinePrefix, dotted: boolean) {
    this.#prefix = prefix
    this.#dotted = dotted
    const [first = '', ...glued] = splitFlattened(dotted ? withoutDot(startLine) : startLine)
    this.lines = [first.trimEnd()]
    this.numbers = [number]
    this.#chars = first.length
    for (const piece of glued) this.#takePiece(piece, number)
  }

  /** A status line here is a `message/sipfrag` body (RFC 3420), not the next message. */
  get expectsFragment(): boolean {
    return this.#contentType.includes('sipfrag') && this.#state === 'gap' && this.#contentLength !== 0
  }

  take(written: string, number: number): Taken {
    if (this.overlong) return 'ended'
    const line = this.#unwrap(written)
    if (line === undefined) return 'ended'
    if (line.trim() === '') return this.#takeBlank(number)
    if (this.#state === 'headers') this.#findIndent(line)
    const text = this.#indent === undefined ? line : withoutIndent(line, this.#indent)
    const taken = this.#takeLine(text, number)
    if (taken === 'taken') this.#strangers = 0
    else if (taken === 'refused' && ++this.#strangers > MAX_STRANGERS) return 'ended'
    return taken
  }

  /** The line without quote marks, log prefix and the dot for its CR; undefined where a dotted message is over. */
  #unwrap(written: string): string | undefined {
    const line = this.#prefix.strip(written)
    if (!this.#dotted) return line
    // Every line of the payload ends in a dot; an empty one is past its end.
    return line === '' ? undefined : withoutDot(line)
  }

  /** The first header after the start line shows how far the whole message is indented. */
  #findIndent(line: string) {
    if (this.#indent !== undefined || this.headerCount > 0) return
    const width = line.length - line.trimStart().length
    const name = headerName(line.trimStart())
    if (name !== undefined) this.#indent = isKnownHeader(name) || name.length === 1 ? width : 0
  }

  #takeBlank(number: number): Taken {
    if (this.#state === 'headers') {
      if (this.headerCount === 0) this.#doubled ??= true
      else if (!this.#doubled) {
        this.#state = 'gap'
        this.#add('', number)
      }
    } else if (this.#body === 'sdp' || this.#body === undefined) {
      if (this.#blanks.length < MAX_STRANGERS) this.#blanks.push(number)
    } else if (this.#bodyIsFull()) return 'ended'
    else this.#addBody('', number)
    return 'taken'
  }

  #takeLine(line: string, number: number): Taken {
    if (this.#state === 'headers') return this.#takeHeaderLine(line, number)
    return this.#state === 'gap' ? this.#takeFirstOfBody(line, number) : this.#takeBodyLine(line, number)
  }

  #takeHeaderLine(line: string, number: number): Taken {
    if (line.startsWith('v=0') || (this.#doubled && SDP_LINE.test(line))) {
      this.#add('', number)
      this.#state = 'gap'
      return this.#takeFirstOfBody(line, number)
    }
    const bare = line.trimStart()
    const name = headerName(bare)
    // One blank before a whole header is a quoting habit of mail programs, not folding.
    if (name !== undefined && (isKnownHeader(name) || (bare === line && !LOG_LEVEL.test(name)))) {
      for (const piece of splitFlattened(bare)) this.#takePiece(piece, number)
      return 'taken'
    }
    if (this.headerCount === 0) return this.#doubled === undefined ? 'refused' : 'ended'
    const previous = this.lines.at(-1) ?? ''
    if (bare === line && !BROKEN_OFF.test(previous)) return 'refused'
    this.#add(line, number)
    return 'taken'
  }

  /** One header, or one line of a description that was glued to the headers. */
  #takePiece(piece: string, number: number) {
    if (this.#state === 'headers' && SDP_LINE.test(piece)) {
      this.#add('', number)
      this.#state = 'gap'
    }
    if (this.#state !== 'headers') {
      this.#takeLine(piece, number)
      return
    }
    const colon = piece.indexOf(':')
    const name = canonicalName(piece.slice(0, colon).trim())
    if (name === 'content-length') this.#contentLength = lengthOf(piece.slice(colon + 1))
    else if (name === 'content-type') this.#contentType = piece.slice(colon + 1).toLowerCase()
    this.headerCount++
    this.#add(piece, number)
  }

  #takeFirstOfBody(line: string, number: number): Taken {
    const kind = this.#bodyKindOf(line)
    if (kind === undefined) {
      return this.#contentLength === 0 || (this.#contentLength === undefined && this.#contentType === '')
        ? 'ended'
        : 'refused'
    }
    this.#state = 'body'
    this.#body = kind
    this.#blanks.length = 0
    return this.#takeBodyLine(line, number)
  }

  #bodyKindOf(line: string): BodyKind | undefined {
    const type = this.#contentType
    if (/^v=0/.test(line)) return 'sdp'
    if (this.#contentLength === 0) return undefined
    if (type.includes('multipart')) return line.startsWith('--') ? 'multipart' : undefined
    if (type.includes('/sdp')) return SDP_LINE.test(line) ? 'sdp' : undefined
    if (/^<[?!A-Za-z]/.test(line) && (type.includes('xml') || line.startsWith('<?xml'))) return 'xml'
    return this.#contentLength !== undefined && type !== '' ? 'other' : undefined
  }

  #takeBodyLine(line: string, number: number): Taken {
    if (this.#body === 'sdp') {
      if (!SDP_LINE.test(line)) return 'refused'
      // A second description after an empty line belongs to something else.
      if (this.#blanks.length > 0 && line.startsWith('v=')) return 'ended'
      this.#blanks.length = 0
      for (const piece of splitFlatSdp(line)) this.#addBody(piece, number)
      return 'taken'
    }
    if (this.#body !== 'xml' && this.#bodyIsFull()) return 'ended'
    if (this.#body === 'xml' && this.#bodyIsFull() && !/^\s{0,80}</.test(line)) return 'ended'
    this.#addBody(line, number)
    return 'taken'
  }

  /** Without a length the body ends at the first empty line. */
  #bodyIsFull(): boolean {
    if (this.#body === 'multipart' && this.#contentLength === undefined)
      return /^--.{1,200}--$/.test(this.lines.at(-1) ?? '')
    return this.#bodyLength >= (this.#contentLength ?? 0)
  }

  #addBody(line: string, number: number) {
    this.#bodyLength += Buffer.byteLength(line) + 2
    this.#add(line, number)
  }

  #add(line: string, number: number) {
    this.#chars += line.length + 1
    if (this.#chars > MAX_MESSAGE_CHARS) this.overlong = true
    else {
      this.lines.push(line.trimEnd())
      this.numbers.push(number)
    }
  }
}

/** The name a header line begins with, undefined when it begins otherwise. */
function headerName(line: string): string | undefined {
  const colon = line.indexOf(':')
  if (colon < 1) return undefined
  const plain = line.slice(0, colon)
  return isKnownHeader(plain) ? plain : HEADER_NAME.exec(line)?.[1]
}

const withoutDot = (line: string): string => (line.endsWith('.') ? line.slice(0, -1) : line)

function lengthOf(value: string): number | undefined {
  const match = /^\s{0,20}(\d{1,7})(?!\d)/.exec(value)
  return match === null ? undefined : Number(match[1])
}
