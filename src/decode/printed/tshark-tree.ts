import type { Endpoint, Transport } from '../../model/endpoint.ts'
import { endpoint } from '../log/address.ts'
import { epochTime, findTime, type LogTime } from '../log/time.ts'
import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import type { Out, PrintedMessage, PrintedReader } from './piece.ts'
import { TreeBody } from './tshark-body.ts'

const FRAME = /^(?:[v>▼▶] ?)?Frame \d{1,10}(?:: \d{1,10} bytes| \(\d{1,10} bytes)/
/** A layer's line: words, and then addresses, numbers or nothing. */
const LAYER = /^[A-Z[0-9][\w .\-/()+[\]#&]{2,80}(?:[,:(\n]|$)/
const SIP = /^Session Initiation Protocol(?: \((.{1,40})\))?/
const INTERNET = /^Internet Protocol(?: Version [46])?, Src: (\S{1,100}?)(?: \([^)]{1,100}\))?, Dst: (\S{1,100})/
const PORTS =
  /^(User Datagram|Transmission Control) Protocol, Src Port: (?:\S+ \()?(\d{1,5})\)?, Dst Port: (?:\S+ \()?(\d{1,5})/
const TIME = /^(?:UTC )?(Arrival|Epoch)(?: Arrival)? Time: (.{1,60})$/
/** A line longer than the field it shows is not this much longer. Chosen by us. */
const CUT = /^\[…\]|^\[truncated\]\s?|^\[[^\]]{0,80}\[?truncated\]?\]?\s?/

/**
 * The packet tree of `tshark -V` and Wireshark's "packet details" text, four blanks a level. A message is put together again
 * from the request or status line, the lines one level below `Message Header`, and its body's own lines. Where the raw text is
 * shown too ("Display raw text for SIP message"), that is taken. Marks of opened and closed branches are passed over.
 */
export class TsharkTree implements PrintedReader {
  readonly #out: Out
  #active = false
  #blank = false
  #time: LogTime | undefined
  #addresses: readonly [string, string] | undefined
  #ports: readonly [string, string] | undefined
  #transport: Transport | undefined
  #layer: SipLayer | undefined
  /** Read whole, and given out when no raw text of it follows. */
  #held: SipLayer | undefined

  constructor(out: Out) {
    this.#out = out
  }

  get idle(): boolean {
    return !this.#active
  }

  read(text: string, number: number): boolean {
    const first = text.charCodeAt(0)
    if ((first === 70 /* F */ || first === 118 || first === 62 || first > 127) && FRAME.test(text)) {
      this.#leave()
      this.#begin()
      return true
    }
    if (!this.#active) return false
    if (text.trim() === '') this.#blank = true
    else if (!this.#take(text, number)) {
      this.end()
      return false
    } else this.#blank = false
    return true
  }

  end(): void {
    this.#leave()
    this.#active = false
  }

  #begin(): void {
    this.#active = true
    this.#blank = false
    this.#time = undefined
    this.#addresses = undefined
    this.#ports = undefined
    this.#transport = undefined
  }

  /** False for a line that is no part of the tree. */
  #take(text: string, number: number): boolean {
    const { line, indent } = unmarked(text)
    if (indent > 0) {
      if (this.#layer !== undefined) this.#layer.read(line, indent, number, text.trim())
      else this.#readDetail(line)
      return true
    }
    // An empty line ends a packet's tree.
    if (this.#blank || !LAYER.test(line) || line.includes('SIP/2.0')) return false
    this.#readLayer(line)
    return true
  }

  #readLayer(line: string): void {
    const sip = SIP.exec(line)
    if (sip === null) this.#leave()
    else this.#closeLayer()
    if (sip !== null) {
      this.#layer = new SipLayer(sip[1]?.toLowerCase().includes('raw text') === true)
      return
    }
    const internet = INTERNET.exec(line)
    if (internet) this.#addresses = [internet[1] ?? '', internet[2] ?? '']
    const ports = PORTS.exec(line)
    if (ports) {
      this.#ports = [ports[2] ?? '', ports[3] ?? '']
      this.#transport = ports[1]?.startsWith('User') ? 'UDP' : 'TCP'
    }
  }

  #readDetail(line: string): void {
    const time = this.#time === undefined && line.includes('Time: ') ? TIME.exec(line) : null
    if (time === null) return
    const written = time[2] ?? ''
    this.#time = time[1] === 'Epoch' ? epochTime(written.replace(/ seconds$/, '')) : findTime(written)
  }

  /** The layer is whole; what it stands for waits for its raw text. */
  #closeLayer(): void {
    const layer = this.#layer
    this.#layer = undefined
    if (layer === undefined) return
    if (layer.raw && this.#held?.startLine === layer.startLine) this.#held = undefined
    this.#give()
    if (layer.startLine === undefined) return
    this.#held = layer
    if (layer.raw) this.#give()
  }

  #give(): void {
    const held = this.#held
    this.#held = undefined
    if (held === undefined) return
    const [source, destination] = this.#addresses ?? []
    this.#out.message(
      held.message({
        time: this.#time,
        source: endpointOf(source, this.#ports?.[0]),
        destination: endpointOf(destination, this.#ports?.[1]),
        transport: this.#transport,
      }),
    )
  }

  #leave(): void {
    this.#closeLayer()
    this.#give()
  }
}

const endpointOf = (address: string | undefined, port: string | undefined): Endpoint | undefined =>
  address === undefined ? undefined : endpoint(address, port)

/** The line without its indent and the mark of a branch that can be opened, `v` or `>`. */
function unmarked(text: string): { readonly line: string; readonly indent: number } {
  let indent = 0
  while (text.charCodeAt(indent) === 32 || text.charCodeAt(indent) === 9) indent++
  const marked = /^[v>▼▶] {0,3}(?=[A-Z[])/.exec(text.slice(indent, indent + 6))
  return { line: text.slice(indent + (marked?.[0].length ?? 0)), indent }
}

/** One SIP layer of a packet's tree. */
class SipLayer {
  readonly raw: boolean
  startLine: string | undefined
  readonly #lines: string[] = []
  readonly #numbers: number[] = []
  readonly #written = new Map<number, string>()
  #body: TreeBody | undefined
  #part: 'start' | 'headers' | 'body' = 'start'
  /** Indent of the layer's own lines, and of the headers. */
  #level = 0
  #headerLevel = 0
  #cut = false
  #chars = 0

  constructor(raw: boolean) {
    this.raw = raw
  }

  read(line: string, indent: number, number: number, written: string): void {
    if (this.raw) {
      this.#readRaw(line, indent, number)
      return
    }
    if (this.#level === 0) this.#level = indent
    if (indent <= this.#level) this.#readOwn(line, number)
    else if (this.#part === 'headers') this.#readHeader(line, indent, number)
    else if (this.#part === 'body') this.#body?.read(line, indent, number, written)
  }

  message(envelope: Pick<PrintedMessage, 'time' | 'source' | 'destination' | 'transport'>): PrintedMessage {
    const body = this.#body
    if (body !== undefined && body.lines.length > 0) {
      this.#add('', body.lines[0]!.number)
      for (const { text, number, written } of body.lines) {
        if (written !== text) this.#written.set(this.#lines.length, written)
        this.#add(text, number)
      }
    }
    return {
      ...envelope,
      kind: 'message',
      format: 'tshark -V',
      text: `${this.#lines.join('\r\n')}\r\n${body === undefined || body.lines.length === 0 ? '\r\n' : ''}`,
      complete: !this.#cut && this.#part !== 'start',
      lines: [...this.#numbers, this.#numbers.at(-1) ?? 0],
      written: this.#written,
    }
  }

  /** What is too long is cut where it is decoded. */
  #add(text: string, number: number): void {
    if (this.#chars > MAX_MESSAGE_CHARS) return
    this.#chars += text.length + 2
    this.#lines.push(text)
    this.#numbers.push(number)
  }

  /** A line one level below the layer: the start line, or the beginning of a part. */
  #readOwn(line: string, number: number): void {
    const start = /^(?:Request|Status)-Line: (.*)$/.exec(line)
    if (start !== null && this.startLine === undefined) {
      this.startLine = withoutLineEnd(start[1] ?? '')
      this.#add(this.startLine, number)
    } else if (line.startsWith('Message Header')) this.#part = 'headers'
    else if (line.startsWith('Message Body')) {
      this.#part = 'body'
      this.#body = new TreeBody()
    }
  }

  /** Only lines one level below `Message Header` are headers; those in brackets are Wireshark's own. */
  #readHeader(line: string, indent: number, number: number): void {
    if (this.#headerLevel === 0) this.#headerLevel = indent
    if (indent !== this.#headerLevel) return
    const cut = CUT.exec(line)
    if (cut !== null) this.#cut = true
    const text = cut === null ? line : line.slice(cut[0].length)
    if (!/^[A-Za-z]/.test(text)) return
    for (const piece of withoutLineEnd(text).split('\\r\\n')) this.#add(piece, number)
  }

  /** `    INVITE sip:bob@example.com SIP/2.0\r\n`: one level deep, line ends written out, empty lines too. */
  #readRaw(line: string, indent: number, number: number): void {
    if (this.#level === 0) this.#level = indent
    const text = `${' '.repeat(Math.max(0, indent - this.#level))}${withoutLineEnd(line)}`
    this.startLine ??= text
    this.#part = 'headers'
    this.#add(text, number)
  }
}

const withoutLineEnd = (text: string): string => text.replace(/(?:\\r\\n|\\n|\\r)$/, '')
