import type { StreamProtocol } from './choose.ts'
import { chooseProtocol } from './choose.ts'
import { Octets } from './octets.ts'
import type { Connection, Side, StreamEnd, StreamReader } from './reader.ts'

/** The reader of a protocol, which `side` was the first to speak; undefined where it is left alone. */
export type ReaderOf = (protocol: StreamProtocol, connection: Connection, side: Side) => StreamReader | undefined

/** Octets looked at before a connection is given up. Chosen by us: a long start line, or a request to upgrade. */
const MAX_LOOKED_AT = 8_192

/**
 * Waits until the first octets of a connection tell its protocol, then hands them and all that follow to its reader. Nobody
 * looks at port numbers. A connection joined in the middle is looked at again at each segment, as long as nothing is known.
 */
export class ProtocolChooser implements StreamReader {
  private readonly connection: Connection
  private readonly readerOf: ReaderOf
  private reader: StreamReader | undefined
  private readonly held: [Octets | undefined, Octets | undefined] = [undefined, undefined]
  /** A piece is missing: what follows is not the beginning. */
  private readonly broken: [boolean, boolean] = [false, false]

  constructor(connection: Connection, readerOf: ReaderOf) {
    this.connection = connection
    this.readerOf = readerOf
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    if (this.reader !== undefined) {
      this.reader.data(side, bytes, start, end)
      return
    }
    const held = this.held[side]
    if (held !== undefined) {
      held.append(bytes, start, end)
      this.look(side, held.bytes, held.start, held.end)
      return
    }
    // Line ends keep a connection alive (RFC 5626 §3.5.1) before the first message too.
    let at = start
    while (at < end && (bytes[at] === 13 || bytes[at] === 10)) at++
    if (at < end) this.look(side, bytes, at, end)
  }

  gap(side: Side, missing: number): void {
    if (this.reader !== undefined) this.reader.gap(side, missing)
    else {
      this.broken[side] = true
      this.release(side)
    }
  }

  end(side: Side, how: StreamEnd): void {
    this.reader?.end(side, how)
    this.release(side)
  }

  over(): void {
    this.reader?.over?.()
  }

  private look(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const { connection } = this
    const begun = connection.begun(side) && !this.broken[side]
    const protocol = chooseProtocol(bytes, start, end, begun)
    if (protocol === 'more' && end - start <= MAX_LOOKED_AT) {
      if (this.held[side] === undefined) {
        const kept = new Octets(connection)
        kept.append(bytes, start, end)
        this.held[side] = kept
      }
      return
    }
    if (protocol === 'more' || protocol === 'unknown') {
      this.release(side)
      if (begun) connection.ignore()
      return
    }
    this.reader = this.readerOf(protocol, connection, side)
    if (this.reader === undefined) {
      connection.ignore()
      this.release(0)
      this.release(1)
      return
    }
    connection.follow()
    this.passOn(side === 0 ? 1 : 0)
    if (this.held[side] === undefined) this.reader.data(side, bytes, start, end)
    else this.passOn(side)
  }

  private passOn(side: Side): void {
    const held = this.held[side]
    if (held === undefined) return
    const { bytes, start, end } = held
    this.release(side)
    this.reader?.data(side, bytes, start, end)
  }

  private release(side: Side): void {
    this.held[side]?.clear()
    this.held[side] = undefined
  }
}
