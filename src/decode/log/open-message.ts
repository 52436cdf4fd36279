import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import { canonicalName, canonicalNameAt, isKnownHeader, isKnownHeaderAt } from '../sip/header-names.ts'
import { isLogLine } from './events.ts'
import { splitFlatSdp, splitFlattened } from './flattened.ts'
import { type LinePrefix, withoutIndent } from './prefix.ts'
import { tellsOfMore, withoutRemark } from './remarks.ts'
import { BIT } from './repairs.ts'
import { isHardWrapped, isSoftWrapped } from './wrapping.ts'

/** Lines that fit nowhere before a message is given up for ended: log lines stand in the middle of messages. */
const MAX_STRANGERS = 12

type BodyKind = 'sdp' | 'xml' | 'multipart' | 'other'

/** What became of a line: part of the message, no part of it, or no part and the message is over. */
export type Taken = 'taken' | 'refused' | 'ended'

const HEADER_NAME = /^([A-Za-z][A-Za-z0-9_.-]{0,60})[ \t]{0,20}:/
/** Words before a colon that are no header: levels of logs, schemes of URIs that were broken off. */
const NO_HEADER = /^(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|VERBOSE|TRACE|CRIT|sips?|tel|urn|https?|mailto)$/
const SDP_LINE = /^[a-z]=/
/** A header line that mail or a terminal has broken: the next line belongs to it. */
const BROKEN_OFF = /(?:[,;"=<]|^[A-Za-z-]{1,40}\s{0,9}:)$/
/** A `message/sipfrag` body that a web page has put behind the last header (RFC 3420). */
const GLUED_FRAGMENT = /^([^:]{1,40}: ?.{1,500}?) +(SIP\/2\.0 [1-6]\d\d\b.*)$/
/** Bytes the body's length in text may be off. Chosen by us: pasting loses blanks and line ends, redaction some digits. */
const LENGTH_SLACK = 16

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
  /** Lines are known to have been left out. */
  abridged = false
  readonly #prefix: LinePrefix
  readonly #dotted: boolean
  #repairs: number
  #state: 'headers' | 'gap' | 'body' = 'headers'
  #body: BodyKind | undefined
  /** Whether an empty line stands after every line; after the start line alone it is too early to tell. */
  #doubled: 'unknown' | 'maybe' | 'yes' | 'no' = 'unknown'
  /** Empty lines in a row. */
  #blankRun = 0
  #indent: number | undefined
  #contentLength: number | undefined
  #contentType = ''
  #bodyLength = 0
  #strangers = 0
  #chars = 0
  /** The line taken last, as it stood in the text. */
  #written: string
  /** Empty lines seen and not yet known to be inside the message. */
  readonly #blanks: number[] = []

  readonly #quoted: boolean

  /**
   * `startLine` may hold headers glued to it. `repairs` are those of its line. `quoted`: it stands within a line that may only
   * quote it, so a header must follow that SIP knows.
   */
  constructor(startLine: string, number: number, prefix: LinePrefix, dotted: boolean, repairs: number, quoted = false) {
    this.#prefix = prefix
    this.#dotted = dotted
    this.#quoted = quoted
    this.#repairs = repairs | prefix.repairs
    this.#written = startLine
    const [first = '', ...glued] = splitFlattened(dotted ? withoutDot(startLine) : startLine)
    this.lines = [this.#unremarked(first, true).trimEnd()]
    this.numbers = [number]
    this.#chars = first.length
    if (glued.length > 0) this.#repairs |= BIT.flattened
    for (const piece of glued) this.#takePiece(piece, number)
  }

  /** A status line here is a `message/sipfrag` body (RFC 3420), not the next message. */
  get expectsFragment(): boolean {
    return this.#contentType.includes('sipfrag') && this.#state === 'gap' && this.#contentLength !== 0
  }

  /** `BIT` of each repair. */
  get repairs(): number {
    const off = this.#contentLength === undefined ? 0 : Math.abs(this.#bodyLength - this.#contentLength)
    return this.#repairs | (this.#bodyLength > 0 && off > LENGTH_SLACK ? BIT['content-length'] : 0)
  }

  /** `repairs` are those of the line. */
  take(written: string, number: number, repairs: number): Taken {
    if (this.overlong) return 'ended'
    const line = this.#unwrap(written)
    if (line === undefined) return 'ended'
    if (line.trim() === '') return this.#takeBlank(number)
    if (this.#state === 'headers') this.#findIndent(line)
    const text = this.#indent === undefined ? line : withoutIndent(line, this.#indent)
    const taken = this.#takeLine(text, number)
    if (taken === 'taken') {
      this.#repairs |= this.#strangers > 0 ? repairs | BIT['log-lines'] : repairs
      this.#strangers = 0
      this.#blankRun = 0
      this.#written = written
    } else if (taken === 'refused' && ++this.#strangers > MAX_STRANGERS) return 'ended'
    return taken
  }

  /** The line without quote marks, log prefix and the dot for its CR; undefined where a dotted message is over. */
  #unwrap(written: string): string | undefined {
    const line = this.#prefix.strip(written)
    if (!this.#dotted) return line
    // Every line of the payload ends in a dot; an empty one is past its end.
    return line === '' ? undefined : withoutDot(line)
  }

  /** The first header after the start line shows how far the whole message is indented; a later one may correct it. */
  #findIndent(line: string) {
    if (this.#indent === 0 || (this.#indent === undefined && this.headerCount > 0)) return
    const bare = line.trimStart()
    const width = line.length - bare.length
    if (this.#indent !== undefined && width >= this.#indent) return
    const name = headerName(bare)
    if (name === undefined) return
    const isHeader = isKnownHeader(name) || name.length === 1
    if (this.#indent === undefined || isHeader) this.#indent = isHeader ? width : 0
  }

  #takeBlank(number: number): Taken {
    this.#blankRun++
    if (this.#state === 'headers') {
      if (this.headerCount === 0) this.#doubled = 'maybe'
      else {
        if (this.#doubled === 'maybe') this.#double()
        if (this.#doubled !== 'yes' || this.#blankRun > 1) this.#leaveHeaders(number)
      }
    } else if (this.#body === 'sdp' || this.#body === undefined) {
      if (this.#blanks.length < MAX_STRANGERS) this.#blanks.push(number)
    } else if (this.#bodyIsFull()) return 'ended'
    else if (this.#doubled !== 'yes' || this.#blankRun % 2 === 0) this.#addBody('', number)
    return 'taken'
  }

  #double() {
    this.#doubled = 'yes'
    this.#repairs |= BIT['line-ends-doubled']
  }

  #leaveHeaders(number: number) {
    this.#state = 'gap'
    this.#add('', number)
  }

  #takeLine(line: string, number: number): Taken {
    if (this.#state === 'headers') return this.#takeHeaderLine(line, number)
    return this.#state === 'gap' ? this.#takeFirstOfBody(line, number) : this.#takeBodyLine(line, number)
  }

  #takeHeaderLine(line: string, number: number): Taken {
    if (line.startsWith('v=0') || (this.#doubled === 'yes' && SDP_LINE.test(line))) {
      this.#leaveHeaders(number)
      return this.#takeFirstOfBody(line, number)
    }
    const bare = line.trimStart()
    // One blank before a whole header is a quoting habit of mail programs, not folding.
    if (beginsKnown(bare) || this.#isHeader(bare, bare === line)) {
      if (this.#doubled === 'maybe' && this.headerCount > 0) this.#doubled = 'no'
      this.#takeHeaders(bare, number)
      return 'taken'
    }
    if (tellsOfMore(line)) return this.#takeGap()
    if (this.headerCount === 0) return this.#doubled === 'unknown' ? 'refused' : 'ended'
    return this.#takeContinuation(line, number)
  }

  #isHeader(line: string, atMargin: boolean): boolean {
    const name = headerName(line)
    return name !== undefined && (isKnownHeader(name) || (atMargin && this.#mayBeHeader(name)))
  }

  /** A name that is not registered. */
  #mayBeHeader(name: string): boolean {
    if (NO_HEADER.test(name)) return false
    return !this.#quoted || this.headerCount > 0 || name.length === 1 || /^[XP]-/i.test(name)
  }

  #takeHeaders(line: string, number: number) {
    const pieces = splitFlattened(line)
    if (pieces.length > 1) this.#repairs |= BIT.flattened
    for (const piece of pieces) this.#takePiece(piece, number)
  }

  /** A folded line, or one that mail or a terminal has broken off. */
  #takeContinuation(line: string, number: number): Taken {
    if (isLogLine(line)) return 'refused'
    if (/^\s/.test(line)) {
      this.#add(line, number)
      return 'taken'
    }
    const previous = this.lines.at(-1)!
    const wraps = (this.#repairs & (BIT.wrapped | BIT.quoted)) !== 0
    if (isHardWrapped(this.#written)) this.#glue(line)
    else if (BROKEN_OFF.test(previous) || /[ \t]$/.test(this.#written) || (wraps && isSoftWrapped(this.#written, line)))
      this.#add(` ${line}`, number)
    else return 'refused'
    this.#repairs |= BIT.wrapped
    return 'taken'
  }

  /** One header, or one line of a description that was glued to the headers. */
  #takePiece(piece: string, number: number) {
    if (this.#state === 'headers' && SDP_LINE.test(piece)) this.#leaveHeaders(number)
    if (this.#state !== 'headers') {
      this.#takeLine(piece, number)
      return
    }
    const line = this.#unremarked(piece, false)
    const colon = line.indexOf(':')
    const isBare = line.charCodeAt(0) > 32 && line.charCodeAt(colon - 1) > 32
    const name = isBare ? canonicalNameAt(line, 0, colon) : canonicalName(line.slice(0, colon).trim())
    if (name === 'content-length') this.#contentLength = lengthOf(line.slice(colon + 1))
    else if (name === 'content-type') this.#contentType = line.slice(colon + 1).toLowerCase()
    this.headerCount++
    const glued = this.#contentType.includes('sipfrag') ? GLUED_FRAGMENT.exec(line) : null
    this.#add(glued?.[1] ?? line, number)
    if (!glued) return
    this.#leaveHeaders(number)
    this.#takeLine(glued[2]!, number)
  }

  #takeFirstOfBody(line: string, number: number): Taken {
    const kind = this.#bodyKindOf(line)
    if (kind === undefined) {
      if (tellsOfMore(line)) return this.#takeGap()
      // The empty line before it was one too many.
      if (this.#doubled === 'yes' && this.#blankRun > 0 && isKnownHeader(headerName(line) ?? '')) {
        this.lines.pop()
        this.numbers.pop()
        this.#state = 'headers'
        return this.#takeHeaderLine(line, number)
      }
      return this.#contentLength === 0 || (this.#contentLength === undefined && this.#contentType === '')
        ? 'ended'
        : 'refused'
    }
    this.#state = 'body'
    this.#body = kind
    this.#blanks.length = 0
    return this.#takeBodyLine(line, number)
  }

  /** Somebody left lines out here, and says so. */
  #takeGap(): Taken {
    this.abridged = true
    return 'taken'
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
    if (this.#body === 'sdp') return this.#takeSdpLine(line, number)
    if (this.#body !== 'xml' && this.#bodyIsFull()) return 'ended'
    if (this.#body === 'xml' && this.#bodyIsFull() && !/^\s{0,80}</.test(line)) return 'ended'
    this.#addBody(line, number)
    return 'taken'
  }

  #takeSdpLine(line: string, number: number): Taken {
    if (!SDP_LINE.test(line)) return this.#takeBrokenSdp(line)
    // A second description after an empty line belongs to something else.
    if (this.#blanks.length > 0 && (line.startsWith('v=') || (this.#doubled !== 'yes' && this.#isWhole())))
      return 'ended'
    this.#blanks.length = 0
    const pieces = splitFlatSdp(line)
    if (pieces.length > 1) this.#repairs |= BIT.flattened
    for (const piece of pieces) this.#addBody(this.#unremarked(piece, true), number)
    return 'taken'
  }

  /** Descriptions have no folding: what is no line of one was broken off, or is none. */
  #takeBrokenSdp(line: string): Taken {
    if (this.#blankRun > 0 || isLogLine(line)) return 'refused'
    if (tellsOfMore(line)) return this.#takeGap()
    const wraps = (this.#repairs & (BIT.wrapped | BIT.quoted)) !== 0
    if (isHardWrapped(this.#written)) this.#glue(line)
    else if (wraps && isSoftWrapped(this.#written, line)) this.#glue(` ${line}`)
    else return 'refused'
    this.#repairs |= BIT.wrapped
    return 'taken'
  }

  /** All that Content-Length announced is there. */
  #isWhole(): boolean {
    return this.#contentLength !== undefined && this.#contentLength > 0 && this.#bodyLength >= this.#contentLength
  }

  /** Without a length the body ends at the first empty line. */
  #bodyIsFull(): boolean {
    if (this.#body === 'multipart' && this.#contentLength === undefined)
      return /^--.{1,200}--$/.test(this.lines.at(-1) ?? '')
    return this.#bodyLength >= (this.#contentLength ?? 0)
  }

  #unremarked(line: string, marked: boolean): string {
    const bare = withoutRemark(line, marked)
    if (bare !== line) this.#repairs |= BIT.remarks
    return bare
  }

  #addBody(line: string, number: number) {
    this.#bodyLength += Buffer.byteLength(line) + 2
    this.#add(line, number)
  }

  /** The end of the line before. */
  #glue(rest: string) {
    this.#chars += rest.length
    if (this.#state === 'body') this.#bodyLength += Buffer.byteLength(rest)
    if (this.#chars > MAX_MESSAGE_CHARS) this.overlong = true
    else this.lines[this.lines.length - 1] += rest
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
  return isKnownHeaderAt(line, 0, colon) ? line.slice(0, colon) : HEADER_NAME.exec(line)?.[1]
}

/** Whether it begins with the name of a header that SIP knows, with nothing between it and the colon. */
const beginsKnown = (line: string): boolean => isKnownHeaderAt(line, 0, line.indexOf(':'))

const withoutDot = (line: string): string => (line.endsWith('.') ? line.slice(0, -1) : line)

function lengthOf(value: string): number | undefined {
  const match = /^\s{0,20}(\d{1,7})(?!\d)/.exec(value)
  return match === null ? undefined : Number(match[1])
}
