import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import type { Micros } from '../../model/time.ts'
import { Frame, MAX_FRAME_BYTES } from '../container/frame.ts'
import { createClock, type LogTime } from '../log/time.ts'
import { createPacketReader, type PacketReader } from '../packets.ts'
import { looksLikeSip } from '../sip/wire.ts'
import { type HexRow, parseHexRow } from './hex-row.ts'
import { linkTypeOf, wireLength } from './link-guess.ts'
import { createPayloadPackets } from './payload-packets.ts'
import type { Out, PrintedReader } from './piece.ts'
import { createPrintedWriter } from './printed-writer.ts'
import { RowMap } from './row-map.ts'

/** What stands above the rows of a packet. */
export interface DumpHead {
  readonly format: string
  readonly time: LogTime | undefined
  /**
   * Rows hold whole packets, or only what a datagram or a stretch of a stream carried; `none` where the message is told in
   * another way and the rows are passed over.
   */
  readonly rows: 'packet' | 'datagram' | 'stream' | 'none'
  /** Of a payload, whose rows do not tell. */
  readonly source?: Endpoint | undefined
  readonly destination?: Endpoint | undefined
  readonly transport?: Transport | undefined
  /** Rows begin with their offset, which goes on from row to row and begins anew with each packet. */
  readonly offsets: boolean
}

/** Bytes of a stream that are read at a time: what fits an IP packet. */
const MAX_STRETCH = 32_768
const UNANNOUNCED: DumpHead = { format: 'hex dump', time: undefined, rows: 'packet', offsets: true }

/**
 * Packets printed as rows of hexadecimal bytes: they are put together again and read as those of a capture are, fragments,
 * VLANs and TCP streams included. A message stands at the row its first byte is in.
 */
export class PacketDump implements PrintedReader {
  readonly #frame = new Frame()
  readonly #rows = new RowMap()
  #packets: PacketReader | undefined
  readonly #out: Out
  readonly #payloads = createPayloadPackets()
  readonly #clock = createClock()
  readonly #complain: Complain
  #head: DumpHead | undefined
  /** Of the packet whose rows are being read. */
  #open: DumpHead | undefined
  #bytes = new Uint8Array(2_048)
  #length = 0
  #firstRow = 0
  #format = UNANNOUNCED.format
  /** Of a payload, whose packets are made here. */
  #transport: { readonly told: Transport | undefined } | undefined

  constructor(out: Out, complain: Complain) {
    // A frame's number is the line its rows begin on.
    this.#complain = (kind, example, where) => complain(kind, example, where && { kind: 'line', number: where.number })
    this.#out = out
  }

  /** The rows that follow belong to this; undefined where something else begins. */
  announce(head: DumpHead | undefined): void {
    this.#finish()
    this.#head = head
  }

  /** Something else was read before any row of what was announced. */
  forget(): void {
    this.#head = undefined
  }

  /** Whether the line is the first row of a packet. */
  wouldBegin(text: string): boolean {
    return mayBeRow(text, false) && parseHexRow(text, true)?.offset === 0
  }

  /** No rows are expected, nor under way. */
  get idle(): boolean {
    return this.#head === undefined && this.#open === undefined
  }

  read(text: string, number: number): boolean {
    const row = this.#rowOf(text)
    if (row === undefined) {
      this.#finish()
      return false
    }
    const open = this.#open
    const isNext = open?.rows === 'stream' ? this.#length >= MAX_STRETCH : row.offset === 0 && this.#length > 0
    if (open === undefined || isNext) this.#begin(number)
    this.#add(row, number)
    return true
  }

  end(): void {
    this.#finish()
    this.#packets?.end()
  }

  /** A row that goes on with the packet under way, or begins one. */
  #rowOf(text: string): HexRow | undefined {
    const head = this.#open ?? this.#head ?? UNANNOUNCED
    const anyOffset = !head.offsets || head.rows === 'stream'
    if (!mayBeRow(text, this.#open !== undefined || anyOffset)) return undefined
    const row = parseHexRow(text, head.offsets)
    if (row === undefined || anyOffset) return row
    return row.offset === 0 || (this.#open !== undefined && row.offset === this.#length) ? row : undefined
  }

  #begin(number: number): void {
    const head = this.#head ?? this.#open
    this.#finish()
    this.#open = head ?? UNANNOUNCED
    this.#head = undefined
    this.#firstRow = number
  }

  /** Made with the first packet: its tables are large, and most texts hold none. */
  #begun(): PacketReader {
    const writer = createPrintedWriter(this.#rows, this.#payloads.endpoint, (found) =>
      this.#out.message({
        ...found,
        format: this.#format,
        ...(this.#transport && { transport: this.#transport.told }),
      }),
    )
    const ignore = (): void => {}
    const sink = {
      message: ignore,
      icmpError: ignore,
      rtp: ignore,
      rtcp: ignore,
      stun: ignore,
      dtls: ignore,
      t38: ignore,
      tls: ignore,
    }
    return createPacketReader(this.#frame, sink, this.#complain, writer)
  }

  #add({ bytes, shown }: HexRow, number: number): void {
    if (this.#open?.rows === 'none' || this.#length + bytes.length > MAX_FRAME_BYTES) {
      this.#length += bytes.length
      return
    }
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#length)
    this.#rows.add(this.#length, number, shown)
    this.#length += bytes.length
  }

  #finish(): void {
    const head = this.#open
    this.#open = undefined
    const length = this.#length
    this.#length = 0
    if (head === undefined || head.rows === 'none' || length === 0) return
    if (length > MAX_FRAME_BYTES) {
      this.#complain('capture-record-too-long', `${length} bytes, skipped`, { kind: 'line', number: this.#firstRow })
      this.#rows.keep(new Uint8Array(0))
      return
    }
    const bytes = this.#bytes.slice(0, length)
    this.#format = head.format
    const time = head.time && this.#clock.message(head.time)
    const isPayload = head.rows !== 'packet' || looksLikeSip(bytes, 0, bytes.length)
    this.#transport = isPayload ? { told: head.transport } : undefined
    if (isPayload) this.#readPayload(head, bytes, time)
    else this.#readFrame(bytes, linkTypeOf(bytes), time)
  }

  #readPayload({ source, destination, rows }: DumpHead, payload: Uint8Array, at: Micros | undefined): void {
    const { bytes, headerLength } = this.#payloads.wrap(payload, source, destination, rows === 'stream')
    this.#rows.shift(headerLength)
    this.#readFrame(bytes, 101, at)
  }

  #readFrame(bytes: Uint8Array, linkType: number | undefined, at: Micros | undefined): void {
    this.#rows.keep(bytes)
    if (linkType === undefined) return
    const frame = this.#frame
    frame.number = this.#firstRow
    frame.at = at ?? Number.NaN
    frame.bytes = bytes
    frame.start = 0
    frame.end = bytes.length
    frame.linkType = linkType
    frame.originalLength = Math.max(bytes.length, wireLength(bytes, linkType))
    this.#packets ??= this.#begun()
    this.#packets.read()
  }
}

/** A cheap look: a row begins with a digit, one that begins a dump with a zero; blanks and quote marks may stand before. */
function mayBeRow(text: string, anyDigit: boolean): boolean {
  for (let at = 0; at < 40; at++) {
    const c = text.charCodeAt(at)
    if (c === 32 || c === 9 || c === 62 /* > */) continue
    return c === 48 /* 0 */ || (anyDigit && ((c >= 49 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)))
  }
  return false
}
