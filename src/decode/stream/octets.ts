import type { Connection } from './reader.ts'

/** Returns where the unfinished rest begins. */
type ReadOctets = (bytes: Uint8Array, start: number, end: number) => number

/** Octets of one direction that wait for more. Their number is told to the connection, which bounds the sum. */
export class Octets {
  bytes: Uint8Array = EMPTY
  start = 0
  end = 0
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  get length(): number {
    return this.end - this.start
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    const added = end - start
    if (this.end + added > this.bytes.length) this.makeRoom(added)
    this.bytes.set(bytes.subarray(start, end), this.end)
    this.end += added
    this.connection.hold(added)
  }

  /**
   * Has `read` look at these octets behind those that wait; it returns where the unfinished rest begins, which waits then.
   * It may `clear` what waits, when nothing more can be made of it.
   */
  feed(bytes: Uint8Array, start: number, end: number, read: ReadOctets): void {
    if (this.length > 0) {
      this.append(bytes, start, end)
      this.readAgain(read)
      return
    }
    const rest = read(bytes, start, end)
    if (rest < end) this.append(bytes, rest, end)
  }

  /** The same for what waits already. */
  readAgain(read: ReadOctets): void {
    if (this.length === 0) return
    const rest = read(this.bytes, this.start, this.end)
    if (this.length > 0) this.drop(rest - this.start)
  }

  /** Lets go of the first so many. */
  drop(count: number): void {
    this.start += count
    this.connection.hold(-count)
    if (this.start < this.end) return
    this.start = 0
    this.end = 0
    this.bytes = EMPTY
  }

  clear(): void {
    this.drop(this.length)
  }

  private makeRoom(added: number): void {
    const { length } = this
    const room = length + added <= this.bytes.length ? this.bytes : new Uint8Array((length + added) * 2)
    if (room === this.bytes) room.copyWithin(0, this.start, this.end)
    else room.set(this.bytes.subarray(this.start, this.end))
    this.bytes = room
    this.start = 0
    this.end = length
  }
}

const EMPTY = new Uint8Array(0)
