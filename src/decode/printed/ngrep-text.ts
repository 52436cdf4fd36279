import type { LogEnvelope } from '../log/envelope.ts'
import { parseNgrepHead } from '../log/ngrep.ts'
import { splitDots } from './dots.ts'
import { HeldLines } from './held-lines.ts'
import type { PacketDump } from './packet-dump.ts'
import type { Out, PrintedReader } from './piece.ts'
import { goesOn, type Numbered, type StreamJoiner } from './stream-joiner.ts'

/** Rows of a message that goes on in another packet, and flows with such a message. Chosen by us: 77 KB. */
const MAX_ROWS = 1_024
const MAX_FLOWS = 64
const SINGLE =
  /^(\s{0,20}[UT](?:\(\d{1,3}\))? .{5,200}? -> \S{3,60}(?: \[[A-Z]{1,8}\])?(?: #\d{1,12})?) ((?:SIP\/2\.0|[A-Z]{2,20}) .*)$/
const HEX = /^\s{1,24}(?:[0-9a-f]{2} ){1,8}/

/** `U 192.0.2.1 -> 192.0.2.2 +2@512:361 #2`: identification, offset and length of a fragment. */
const FRAGMENT =
  /^\s{0,20}U(?:\(\d{1,3}\))? (?:\S{1,20} )?(?:\S{1,20} )?([\dA-Fa-f.:]{3,60}) -> ([\dA-Fa-f.:]{3,60}) \+\d{1,10}@[1-9]\d{0,5}:\d{1,6}(?: #\d{1,12})?\s*$/

/** Packets that did not match. */
const MARKS = /^#{1,10000}$/

interface Head {
  readonly text: string
  readonly number: number
  readonly envelope: LogEnvelope
}

/** A message printed in rows, as far as it has come. */
interface Held {
  readonly head: Head
  readonly rows: readonly Numbered[]
}

/**
 * ngrep where it does not print one datagram line by line (`-W byline` over UDP, which `log/ngrep.ts` reads): segments of TCP
 * and fragments of UDP, which are joined; packets in rows of 75 characters or in one line, where each control character is a dot; rows of bytes (`-x`).
 */
export class NgrepText implements PrintedReader {
  readonly #out: Out
  readonly #joiner: StreamJoiner
  readonly #dump: PacketDump
  #head: Head | undefined
  #form: 'unknown' | 'byline' | 'rows' = 'unknown'
  #packet = new HeldLines()
  /** Indices of the lines that fragments but the first begin with. */
  #seams: number[] = []
  /** ngrep prints control characters as dots: once it did so, it does throughout. */
  #dotted = false
  #indent = 0
  /** Messages over TCP that go on in another packet, by flow. */
  readonly #held = new Map<string, Held>()
  /** An empty line followed a datagram. */
  #ended = false

  constructor(out: Out, joiner: StreamJoiner, dump: PacketDump) {
    this.#out = out
    this.#joiner = joiner
    this.#dump = dump
  }

  get idle(): boolean {
    return this.#head === undefined
  }

  read(text: string, number: number): boolean {
    if (mayBeHead(text)) {
      const envelope = parseNgrepHead(text)
      const single = envelope === undefined ? SINGLE.exec(text) : null
      const both = envelope ?? (single === null ? undefined : parseNgrepHead(single[1] ?? ''))
      if (both !== undefined) {
        this.#finish()
        this.#head = { text: single?.[1] ?? text, number, envelope: both }
        this.#form = 'unknown'
        if (single !== null) this.#readFlat(single[2] ?? '', number)
        return true
      }
    }
    const head = this.#head
    if (head === undefined) return false
    if (this.#form === 'unknown') return this.#choose(head, text, number)
    if (this.#ended) return this.#readAfter(head, text)
    if (text.trim() === '' || MARKS.test(text)) {
      this.#ended = head.envelope.transport === 'UDP' && this.#form === 'byline'
      if (!this.#ended) this.#finish()
      return this.#ended || text.trim() === ''
    }
    if (!this.#packet.add(text, number)) this.#finish()
    return true
  }

  /** A datagram is over; its next fragment may follow. */
  #readAfter({ envelope }: Head, text: string): boolean {
    if (text.trim() === '' || MARKS.test(text)) return true
    const fragment = text.includes('@') ? FRAGMENT.exec(text) : null
    const [from, to] = [fragment?.[1]?.toLowerCase(), fragment?.[2]?.toLowerCase()]
    if (fragment === null || from !== envelope.source?.address || to !== envelope.destination?.address) {
      this.#finish()
      return false
    }
    this.#ended = false
    this.#seams.push(this.#packet.lines.length)
    return true
  }

  end(): void {
    this.#finish()
    for (const held of this.#held.values()) this.#giveHeld(held)
    this.#held.clear()
  }

  #finish(): void {
    const head = this.#head
    const [{ lines }, seams] = [this.#packet, this.#seams]
    this.#head = undefined
    this.#packet = new HeldLines()
    this.#seams = []
    this.#ended = false
    if (head === undefined) return
    if (lines.length === 0) this.#out.line(head.text, head.number)
    else if (this.#form === 'rows') this.#giveRows(head, lines)
    else if (head.envelope.transport === 'TCP') this.#giveLines(head, lines)
    else this.#giveDatagram(head, lines, seams)
  }

  /** The line after the head shows how the packet is printed. */
  #choose(head: Head, text: string, number: number): boolean {
    if (HEX.test(text)) {
      this.#head = undefined
      const { time, source, destination, transport } = head.envelope
      const rows = transport === 'TCP' ? 'stream' : 'datagram'
      this.#dump.announce({ format: 'ngrep', time, source, destination, transport, rows, offsets: false })
      return this.#dump.read(text, number)
    }
    if (isDotted(text) || (this.#dotted && head.envelope.transport === 'TCP' && text !== '')) {
      this.#dotted = true
      this.#form = 'rows'
      this.#packet.add(text, number)
      return true
    }
    if (text === '' && head.envelope.transport !== 'TCP') {
      this.#finish()
      return false
    }
    this.#form = 'byline'
    this.#packet.add(text, number)
    return true
  }

  /** As it stands; the first line of a fragment goes on with the last of the one before, unless that ended in a CR. */
  #giveDatagram(head: Head, lines: readonly Numbered[], seams: readonly number[]): void {
    this.#out.line(head.text, head.number)
    for (const [index, { text, number }] of lines.entries()) {
      const next = seams.includes(index + 1) ? lines[index + 1] : undefined
      if (seams.includes(index) && !lines[index - 1]!.text.endsWith('.')) continue
      this.#out.line(next === undefined || text.endsWith('.') ? text : text + next.text, number)
    }
  }

  #readFlat(text: string, number: number): void {
    this.#dotted = true
    this.#form = 'rows'
    this.#packet.add(text, number)
    this.#finish()
  }

  /** Rows of 75 characters behind two blanks, the last filled up with blanks; or one row of any length. */
  #giveRows(head: Head, printed: readonly Numbered[]): void {
    const begins = isDotted(printed[0]!.text)
    if (begins) this.#indent = printed[0]!.text.length - printed[0]!.text.trimStart().length
    const rows = withoutFill(printed.map(({ text, number }) => ({ text: text.slice(this.#indent), number })))
    const flow = flowOf(head)
    const held = flow === undefined ? undefined : this.#held.get(flow)
    if (flow !== undefined) this.#held.delete(flow)
    if (begins && held !== undefined) this.#giveHeld(held)
    const all = begins || held === undefined ? rows : [...held.rows, ...rows]
    const lines = splitDots(all)
    const cut = !rows.at(-1)!.text.endsWith('..')
    const waits = flow !== undefined && all.length <= MAX_ROWS && this.#held.size < MAX_FLOWS && goesOn(lines, cut)
    if (waits) this.#held.set(flow, { head, rows: all })
    else this.#give(head, lines, cut)
  }

  /** Of a message the rest did not come. */
  #giveHeld({ head, rows }: Held): void {
    this.#give(head, splitDots(rows), true)
  }

  #giveLines(head: Head, lines: readonly Numbered[]): void {
    const indent = head.text.length - head.text.trimStart().length
    const bare = lines.map(({ text, number }) => ({
      text: text.startsWith(' '.repeat(indent)) ? text.slice(indent) : text,
      number,
    }))
    const dots = bare.some(({ text }) => text.endsWith('.'))
    const cut = dots && !bare.at(-1)!.text.endsWith('.')
    const undotted = bare.map(({ text, number }) => ({ text: text.endsWith('.') ? text.slice(0, -1) : text, number }))
    this.#give(head, undotted, cut, bare[0]!.text === '', flowOf(head))
  }

  /** Segments of a flow that is named are joined. */
  #give(head: Head, lines: readonly Numbered[], cut: boolean, lfFirst = false, flow?: string): void {
    const { time, source, destination, transport } = head.envelope
    this.#joiner.add({ format: 'ngrep', time, source, destination, transport, flow, lines, cut, lfFirst })
  }
}

/** The two ends of a segment; undefined for a datagram. */
const flowOf = ({ envelope, text }: Head): string | undefined =>
  envelope.transport === 'TCP' ? /(\S+) -> (\S+)/.exec(text)?.[0] : undefined

/** Characters of a row. */
const ROW = 75

/** The last row is filled up with blanks. */
const withoutFill = (rows: readonly Numbered[]): readonly Numbered[] =>
  rows.map((row, index) =>
    index === rows.length - 1 && row.text.length === ROW ? { ...row, text: row.text.trimEnd() } : row,
  )

/** `U `, `T `, `T(6) `, behind the indent of a page. */
function mayBeHead(text: string): boolean {
  let at = 0
  while (at < 20 && text.charCodeAt(at) === 32) at++
  const first = text.charCodeAt(at)
  if (first !== 85 /* U */ && first !== 84 /* T */) return false
  const next = text.charCodeAt(at + 1)
  return (next === 32 || next === 40) && text.includes(' -> ')
}

/** A start line with the dots of its line end, and behind them a header. */
const isDotted = (text: string): boolean =>
  text.includes('..') &&
  (/ SIP\/2\.0\.\./.test(text) || /^\s{0,20}SIP\/2\.0 \d{3}[^:]{0,200}\.\.[A-Za-z-]{1,40} {0,3}:/.test(text))
