import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import type { PrintedMessage } from './piece.ts'

const PLACE = /\ssize="(\d{1,7})" pos="(\d{1,9})"/
const PROTO_PLACE = /\ssize="(\d{1,7})"/
const PROTO_POS = /\spos="(\d{1,9})"/
/** What is decoded out of a codec's parameters has bytes and places of its own. */
const FOREIGN = /<field name="(?:h26\d|h22\d|mp4ves|amr|evs|opus|ber|x509\w{0,10})\./
const SHOWN = /\sshowname="([^"]{0,1000})/
const VALUE = /\svalue="([0-9a-f]{1,600000})"/
/** Bytes that no field shows, between those of others. Chosen by us: line ends are two. */
const MAX_GAP = 1_024
/** Fields of one message that are remembered for the lines they stand on. Chosen by us. */
const MAX_FIELDS = 4_096

/** A field that begins at an offset of the message. */
interface Place {
  readonly number: number
  readonly shown: string
}

/** The SIP layer of a packet: its bytes, as its fields give them, each at its place. */
export class PdmlMessage {
  readonly #number: number
  readonly #from: number
  readonly #size: number
  #bytes = new Uint8Array(1_024)
  /** 1 for each byte that is known. */
  #known = new Uint8Array(1_024)
  /** Offset just past the last byte that is known. */
  #end = 0
  /** The last, and so the innermost, field that begins at an offset. */
  readonly #places = new Map<number, Place>()
  /** Of a field whose value stands on a later line, since there are line ends in what it shows. */
  #open: { readonly at: number; readonly size: number } | undefined

  /** `text` is the line that begins the layer. */
  constructor(text: string, number: number) {
    this.#number = number
    this.#from = Number(PROTO_POS.exec(text)?.[1] ?? 0)
    this.#size = Math.min(Number(PROTO_PLACE.exec(text)?.[1] ?? 0), MAX_MESSAGE_CHARS)
  }

  read(text: string, number: number): void {
    const place = text.includes('<field ') && !FOREIGN.test(text) ? PLACE.exec(text) : null
    if (place !== null) {
      const at = Number(place[2]) - this.#from
      this.#open = { at, size: Number(place[1]) }
      const shown = SHOWN.exec(text)?.[1] ?? ''
      if (this.#places.size < MAX_FIELDS && !text.includes(' hide="yes"')) this.#places.set(at, { number, shown })
    }
    const open = this.#open
    if (open === undefined) return
    const value = text.includes(' value="') ? VALUE.exec(text)?.[1] : undefined
    if (value !== undefined) this.#fill(open.at, open.size, value)
    if (/>\s*$/.test(text)) this.#open = undefined
  }

  /** Undefined when there are no bytes. */
  message(): Pick<PrintedMessage, 'text' | 'lines' | 'written' | 'complete'> | undefined {
    if (this.#known[0] !== 1) return undefined
    // The end of the last line is shown by no field.
    this.#grow(Math.min(this.#size, this.#end + 2))
    this.#bytes = this.#bytes.subarray(0, Math.min(this.#size, this.#end + 2))
    this.#known = this.#known.subarray(0, this.#bytes.length)
    const whole = this.#fillGaps() && this.#bytes.length === this.#size
    const lines: number[] = []
    const written = new Map<number, string>()
    for (let start = 0; start < this.#bytes.length; ) {
      const lf = this.#bytes.indexOf(LF, start)
      const end = lf < 0 ? this.#bytes.length : lf + 1
      const place = this.#places.get(start)
      lines.push(place?.number ?? lines.at(-1) ?? this.#number)
      const line = escaped(Buffer.from(this.#bytes.subarray(start, end)).toString().trimEnd())
      if (place !== undefined) written.set(lines.length - 1, place.shown.includes(line) ? line : place.shown)
      start = end
    }
    return { text: Buffer.from(this.#bytes).toString(), lines, written, complete: whole ? undefined : false }
  }

  #fill(at: number, size: number, value: string): void {
    const bytes = Buffer.from(value, 'hex')
    if (at < 0 || bytes.length !== size || at + size > this.#size) return
    // Far behind what is known so far stands nothing of this message.
    if (at > this.#end + MAX_GAP) return
    this.#grow(at + size)
    this.#end = Math.max(this.#end, at + size)
    // What holds a field stands before it, and has its bytes already.
    for (let i = 0; i < size; i++) if (this.#known[at + i] === 0) this.#bytes[at + i] = bytes[i]!
    this.#known.fill(1, at, at + size)
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return
    const [bytes, known] = [new Uint8Array(2 * length), new Uint8Array(2 * length)]
    bytes.set(this.#bytes)
    known.set(this.#known)
    this.#bytes = bytes
    this.#known = known
  }

  /** No field shows line ends. False where more is missing. */
  #fillGaps(): boolean {
    let whole = true
    for (let at = this.#known.indexOf(0); at >= 0; at = this.#known.indexOf(0, at)) {
      let end = at
      while (end < this.#known.length && this.#known[end] === 0) end++
      if (end - at > 2) whole = false
      this.#bytes.fill(SPACE, at, end)
      this.#bytes[end - 1] = LF
      if (end - at > 1) this.#bytes[end - 2] = CR
      at = end
    }
    return whole
  }
}

const LF = 10
const CR = 13
const SPACE = 32

/** As XML has it within quotation marks. */
const escaped = (line: string): string =>
  line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
