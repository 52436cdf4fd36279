import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'

/** A line of a body and the input line it stands on. */
interface BodyLine {
  readonly text: string
  readonly number: number
  /** As the tree has it. */
  readonly written: string
}

const SDP_FIELD = /^[^():]{1,80}(?:\([^()]{2,20}\))?[^():]{0,40}\(([a-z])\): (.*)$/
const SESSION = 'Session Description Protocol'
const XML = 'eXtensible Markup Language'
const TEXT = /^(?:Line-based text data|Sipfrag|Media Type|Message|Text)\b/
const BOUNDARY = /^(?:First boundary|Boundary|Last boundary|Preamble): (.*)$/

/**
 * The body of a message in a packet tree. Of a description each field is named with its letter: `Media Description, name and
 * address (m): audio 8000 RTP/AVP 0`. XML stands a tag a line, text as it is, with `\r\n` written out; parts of a multipart
 * body have their boundaries and headers as lines of their own.
 */
export class TreeBody {
  readonly lines: BodyLine[] = []
  #kind: 'unknown' | 'sdp' | 'xml' | 'text' | 'multipart' = 'unknown'
  /** Indent of the line that named the kind. */
  #level = 0
  #partLevel = 0
  #chars = 0

  read(line: string, indent: number, number: number, written: string): void {
    if (this.#chars > MAX_MESSAGE_CHARS) return
    this.#chars += line.length + 2
    if (this.#partLevel > 0 && indent <= this.#partLevel) this.#kind = 'multipart'
    if (this.#kind === 'unknown' || this.#kind === 'multipart') {
      this.#readPart(line, indent, number, written)
      return
    }
    if (indent <= this.#level) {
      this.#readPart(line, indent, number, written)
      return
    }
    if (this.#kind === 'sdp') this.#readField(line, indent, number, written)
    else if (!isGenerated(line)) this.#addLines(line, number, written)
  }

  /** The line that says what the body, or a part of it, is. */
  #readPart(line: string, indent: number, number: number, written: string): void {
    const boundary = BOUNDARY.exec(line)
    if (boundary !== null) this.#addBoundary(boundary[1] ?? '', number, written)
    else if (line.startsWith('MIME Multipart')) {
      this.#kind = 'multipart'
      this.#partLevel = indent + 1
    } else if (line.startsWith('Encapsulated multipart part')) this.#partLevel = indent
    else if (/^Content-[A-Za-z-]{1,40}: /.test(line)) this.#addLines(line, number, written)
    else if (line.startsWith(SESSION)) this.#begin('sdp', indent)
    else if (line.startsWith(XML)) this.#begin('xml', indent)
    else if (isGenerated(line)) return
    else if (TEXT.test(line) && !/\\r\\n$/.test(line)) this.#begin('text', indent)
    // A body that Wireshark does not know stands as it is.
    else if (this.#kind === 'unknown') this.#addLines(line, number, written)
  }

  #begin(kind: 'sdp' | 'xml' | 'text', indent: number): void {
    this.#kind = kind
    this.#level = indent
  }

  #readField(line: string, indent: number, number: number, written: string): void {
    const field = indent > this.#level ? SDP_FIELD.exec(line) : null
    if (field === null) return
    this.lines.push({ text: `${field[1]}=${field[2]}`, number, written })
  }

  /** `\r\n--bnd\r\n`: line ends before and after. */
  #addBoundary(text: string, number: number, written: string): void {
    for (const piece of text
      .replace(/^(?:\\r\\n)/, '')
      .replace(/\\r\\n$/, '')
      .split('\\r\\n'))
      this.lines.push({ text: piece, number, written })
  }

  #addLines(line: string, number: number, written: string): void {
    const pieces = line.split('\\r\\n')
    if (pieces.length > 1 && pieces.at(-1) === '') pieces.pop()
    for (const piece of pieces) this.lines.push({ text: piece, number, written })
  }
}

/** Expert information and what Wireshark worked out. */
const isGenerated = (line: string): boolean => /^\[[A-Za-z][^\]]{0,200}\]$/.test(line)
