import { Octets } from './octets.ts'
import type { Connection, Side, StreamReader } from './reader.ts'

/** A start line that is longer is given up. Chosen by us: it has a transaction id, a method or code, and a remark. */
const MAX_LINE_OCTETS = 1_024
/** `MSRP`, the transaction id, and a method or status code (RFC 4975 §9). */
const START_LINE = /^MSRP ([A-Za-z0-9.+%=-]{4,64}) (?:[A-Z]{1,32}|\d{3})\b/

class Direction {
  readonly pending: Octets
  /** `-------` and the transaction id, which end the message that is being read. */
  endLine: string | undefined

  constructor(connection: Connection) {
    this.pending = new Octets(connection)
  }
}

/**
 * Counts the messages of an MSRP connection (RFC 4975): each from its start line to the line that repeats its transaction
 * id; what is between is not looked at.
 */
export class MsrpStream implements StreamReader {
  private readonly directions: readonly [Direction, Direction]
  private readonly count: () => void

  constructor(connection: Connection, count: () => void) {
    this.count = count
    this.directions = [new Direction(connection), new Direction(connection)]
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const direction = this.directions[side]
    const { pending } = direction
    pending.append(bytes, start, end)
    for (;;) {
      const line = pending.bytes.indexOf(10, pending.start)
      if (line < 0 || line >= pending.end) break
      this.line(
        direction,
        Buffer.from(pending.bytes.subarray(pending.start, line)).toString('latin1', 0, 160).trimEnd(),
      )
      pending.drop(line + 1 - pending.start)
    }
    // Contents without line ends: no more of them than a line is kept.
    if (pending.length > MAX_LINE_OCTETS) pending.drop(pending.length - MAX_LINE_OCTETS)
  }

  gap(side: Side): void {
    this.directions[side].pending.clear()
    this.directions[side].endLine = undefined
  }

  end(side: Side): void {
    this.directions[side].pending.clear()
  }

  private line(direction: Direction, line: string): void {
    if (direction.endLine !== undefined) {
      // Contents need not end with a line end, so the end line need not begin one.
      const at = line.lastIndexOf(direction.endLine)
      if (at >= 0 && line.length === at + direction.endLine.length + 1) direction.endLine = undefined
      return
    }
    const [, transactionId] = START_LINE.exec(line) ?? []
    if (transactionId === undefined) return
    this.count()
    direction.endLine = `-------${transactionId}`
  }
}
