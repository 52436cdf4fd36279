import { Octets } from '../stream/octets.ts'
import type { Connection } from '../stream/reader.ts'

/** Octets of one handshake message. Chosen by us: certificate chains, the longest, have ten thousand. */
const MAX_HANDSHAKE_OCTETS = 131_072
const HEADER = 4

/** Puts handshake messages together, which share records or fill several (RFC 8446 §5.1). */
export class HandshakeBuffer {
  private readonly pending: Octets
  /** What came was no handshake, or too long: nothing more is read. */
  private broken = false

  constructor(connection: Connection) {
    this.pending = new Octets(connection)
  }

  /**
   * Takes the contents of a record and calls back for each whole message with its type and the bounds of its body. False for
   * the record in which a message turned out to be too long.
   */
  add(
    bytes: Uint8Array,
    start: number,
    end: number,
    onMessage: (type: number, bytes: Uint8Array, start: number, end: number) => void,
  ): boolean {
    if (this.broken) return true
    const { pending } = this
    pending.append(bytes, start, end)
    while (pending.length >= HEADER) {
      const { bytes: held, start: at } = pending
      const length = (held[at + 1]! << 16) | (held[at + 2]! << 8) | held[at + 3]!
      if (length > MAX_HANDSHAKE_OCTETS) {
        this.fail()
        return false
      }
      if (pending.length < HEADER + length) break
      onMessage(held[at]!, held, at + HEADER, at + HEADER + length)
      if (this.broken) break
      pending.drop(HEADER + length)
    }
    return true
  }

  /** A piece is missing: only a message that begins with a record can be read again. */
  clear(): void {
    this.pending.clear()
  }

  private fail(): void {
    this.broken = true
    this.pending.clear()
  }
}
