import { Octets } from '../stream/octets.ts'
import type { Connection } from '../stream/reader.ts'
import { HandshakeBuffer } from './handshake-buffer.ts'

/** One direction of a TLS connection. */
export class Direction {
  readonly pending: Octets
  readonly handshake: HandshakeBuffer
  /** Octets of a record not wanted, or lost. */
  skip = 0
  /** It is not known where a record begins. */
  lost: boolean
  /** A piece is missing: a hello that has not been seen will not come. */
  broken: boolean
  ended = false
  /** After its ChangeCipherSpec, up to TLS 1.2. */
  encrypted = false
  /** Said Finished, as far as can be seen. */
  finished = false
  /** Sent data after the handshake. */
  spoke = false

  constructor(connection: Connection, begun: boolean) {
    this.pending = new Octets(connection)
    this.handshake = new HandshakeBuffer(connection)
    this.lost = !begun
    this.broken = !begun
  }
}
