import type { Endpoint, Transport } from '../../model/endpoint.ts'
import { parseEndpoint } from '../log/address.ts'
import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import type { PacketDump } from './packet-dump.ts'
import type { PrintedReader } from './piece.ts'
import type { Numbered, StreamJoiner } from './stream-joiner.ts'

const RULE = /^={20,}$/
const BANNER = /^Follow: (udp|tcp|tls|sip),(ascii|hex|raw|utf-8|ebcdic)$/i
const NODE = /^Node ([01]): (\S{1,200})$/
const COUNT = /^\t?(\d{1,7})$/
/** Lines of one block that are held back, and their characters. Chosen by us. */
const MAX_LINES = 8_192
const MAX_CHARS = 2 * MAX_MESSAGE_CHARS

interface Block {
  readonly from: 0 | 1
  /** Bytes still to come. */
  left: number
  readonly lines: Numbered[]
  chars: number
  /** Index of the first line that may be the next block's length, if this one is shorter than it says. */
  doubt: number | undefined
}

/**
 * `tshark -z follow,udp,ascii`: a banner with `Node 0: a:p` and `Node 1: b:q`, then blocks headed by their length in bytes, a
 * tab before it for what node 1 sent. `-z follow,tcp,hex` gives rows of bytes instead, those of node 1 indented. There are no
 * times. What Wireshark saves of a stream is text without any of this and is read by its start lines.
 */
export class FollowText implements PrintedReader {
  readonly #joiner: StreamJoiner
  readonly #dump: PacketDump
  #form: 'none' | 'ascii' | 'hex' = 'none'
  #transport: Transport | undefined
  #nodes: (Endpoint | undefined)[] = []
  #block: Block | undefined
  /** Some block was not as long as it says: the text was edited. */
  #edited = false
  /** Node whose rows are being read. */
  #sender: 0 | 1 | undefined

  constructor(joiner: StreamJoiner, dump: PacketDump) {
    this.#joiner = joiner
    this.#dump = dump
  }

  /** Rows of bytes belong to a stream that is being followed. */
  get hex(): boolean {
    return this.#form === 'hex'
  }

  get idle(): boolean {
    return this.#form === 'none'
  }

  read(text: string, number: number): boolean {
    if (text.charCodeAt(0) === 70 /* F */) {
      const banner = BANNER.exec(text)
      if (banner !== null) return this.#begin(banner)
    }
    if (this.#form === 'none') return false
    if (this.#block !== undefined && this.#readBlock(this.#block, text, number)) return true
    if (this.#readBanner(text)) return true
    if (this.#form === 'hex') return this.#readRow(text, number)
    const count = COUNT.exec(text)
    if (count === null) return false
    this.#block = { from: text.startsWith('\t') ? 1 : 0, left: Number(count[1]), lines: [], chars: 0, doubt: undefined }
    return true
  }

  end(): void {
    this.#closeBlock()
    this.#form = 'none'
    this.#sender = undefined
  }

  #begin(banner: RegExpExecArray): boolean {
    this.end()
    this.#form = banner[2]?.toLowerCase() === 'ascii' || banner[2]?.toLowerCase() === 'utf-8' ? 'ascii' : 'hex'
    this.#transport =
      banner[1]?.toLowerCase() === 'tcp' ? 'TCP' : banner[1]?.toLowerCase() === 'udp' ? 'UDP' : undefined
    this.#nodes = []
    return true
  }

  #readBanner(text: string): boolean {
    const node = text.startsWith('Node ') ? NODE.exec(text) : null
    if (node !== null) this.#nodes[Number(node[1])] = parseEndpoint(node[2] ?? '')
    else if (RULE.test(text)) this.end()
    else if (!text.startsWith('Filter: ')) return false
    return true
  }

  /**
   * False when the block is over and the line no part of it. Pasting changes lengths: where a block is not as long as it says,
   * it goes to the next line that is a number.
   */
  #readBlock(block: Block, text: string, number: number): boolean {
    const isCount = COUNT.test(text)
    if (
      RULE.test(text) ||
      (isCount && (block.left <= 0 || this.#edited)) ||
      block.lines.length >= MAX_LINES ||
      block.chars > MAX_CHARS
    ) {
      this.#closeBlock()
      return false
    }
    if (isCount) block.doubt ??= block.lines.length
    block.lines.push({ text, number })
    block.chars += text.length
    block.left -= Buffer.byteLength(text) + 2
    if (block.left < -2 && block.doubt !== undefined) this.#closeBlock()
    return true
  }

  #closeBlock(): void {
    const block = this.#block
    this.#block = undefined
    if (block === undefined || block.lines.length === 0) return
    if (block.doubt === undefined || block.left === 0 || block.left === -2) {
      this.#give(block)
      return
    }
    // Lengths are no use any more: from here on any number alone in its line is one.
    this.#edited = true
    this.#give({ ...block, lines: block.lines.slice(0, block.doubt), left: 0 })
    for (const { text, number } of block.lines.slice(block.doubt)) this.read(text, number)
  }

  #give(block: Block): void {
    if (block.lines.length === 0) return
    // After a payload that ends with a line stands an empty one.
    const ended = block.left === -2 && block.lines.at(-1)?.text === ''
    const [source, destination] = block.from === 0 ? this.#nodes : [this.#nodes[1], this.#nodes[0]]
    this.#joiner.add({
      format: 'tshark follow',
      time: undefined,
      source,
      destination,
      transport: this.#transport,
      flow: this.#transport === 'UDP' ? undefined : `follow ${block.from}`,
      lines: ended ? block.lines.slice(0, -1) : block.lines,
      cut: !ended && block.left === -2,
    })
  }

  /** Rows are one stream for each node, whose packets are not told apart. */
  #readRow(text: string, number: number): boolean {
    const from = /^\s/.test(text) ? 1 : 0
    if (!/^\s{0,8}[0-9A-Fa-f]{8}\s/.test(text)) return false
    if (this.#sender !== from) {
      this.#sender = from
      const [source, destination] = from === 0 ? this.#nodes : [this.#nodes[1], this.#nodes[0]]
      const head = { format: 'tshark follow', time: undefined, source, destination, transport: this.#transport }
      this.#dump.announce({ ...head, rows: 'stream', offsets: true })
    }
    return this.#dump.read(text, number)
  }
}
