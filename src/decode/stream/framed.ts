import type { Complain } from '../../model/flaw.ts'
import { hepLength } from '../hep/hep.ts'
import type { Packet } from '../network/packet.ts'
import { Octets } from './octets.ts'
import type { Connection, Side, StreamEnd, StreamReader } from './reader.ts'

/** How a protocol cuts a stream into packets. */
export interface FrameShape {
  /** Octets that tell how long the frame is. */
  readonly headerOctets: number
  /** Octets before the payload. */
  readonly skipped: number
  /** Length of the frame at `at`, header and padding included, of which `payload` is the packet; 0 where none can begin. */
  lengthOf(bytes: Uint8Array, at: number): number
  /** Where its payload ends, from the beginning of the frame. */
  payloadEnd(bytes: Uint8Array, at: number): number
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

const hepOctets = (bytes: Uint8Array, at: number): number => hepLength(bytes, at, at + 6) ?? 0

/** HEP3 over TCP: `HEP3` and the length of all of it. */
export const HEP_FRAMES: FrameShape = { headerOctets: 6, skipped: 0, lengthOf: hepOctets, payloadEnd: hepOctets }

/** Packets of RTP, RTCP, STUN and DTLS over TCP, each after its length (RFC 4571 §2, RFC 6544 §3). */
export const LENGTH_FRAMES: FrameShape = {
  headerOctets: 2,
  skipped: 2,
  lengthOf: (bytes, at) => 2 + u16(bytes, at),
  payloadEnd: (bytes, at) => 2 + u16(bytes, at),
}

/** STUN over TCP (RFC 8489 §6.2.2), and the channels of TURN, whose data fills up whole words (RFC 8656 §12.5). */
export const TURN_FRAMES: FrameShape = {
  headerOctets: 4,
  skipped: 0,
  lengthOf(bytes, at) {
    const length = u16(bytes, at + 2)
    if (bytes[at]! < 4) return (length & 3) === 0 ? 20 + length : 0
    return bytes[at]! >= 0x40 && bytes[at]! < 0x80 ? 4 + length + (-length & 3) : 0
  },
  payloadEnd: (bytes, at) => (bytes[at]! < 4 ? 20 : 4) + u16(bytes, at + 2),
}

class Direction {
  readonly pending: Octets
  /** It is not known where a frame begins. */
  lost = false

  constructor(connection: Connection) {
    this.pending = new Octets(connection)
  }
}

/**
 * A stream of packets with their length before each. They are handed on as if each had come by itself, in a packet that is
 * lent. After a gap, or where no frame begins, nothing more is read of that direction (`tcp-segment-partial`).
 */
export class FramedStream implements StreamReader {
  private readonly connection: Connection
  private readonly shape: FrameShape
  private readonly take: (packet: Packet) => void
  private readonly complain: Complain
  private readonly directions: readonly [Direction, Direction]

  constructor(connection: Connection, shape: FrameShape, take: (packet: Packet) => void, complain: Complain) {
    this.connection = connection
    this.shape = shape
    this.take = take
    this.complain = complain
    this.directions = [new Direction(connection), new Direction(connection)]
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const { pending, lost } = this.directions[side]
    if (lost) return
    pending.feed(bytes, start, end, (octets, from, to) => this.read(side, octets, from, to))
  }

  gap(side: Side, _missing: number): void {
    this.lose(side)
  }

  end(side: Side, _how: StreamEnd): void {
    this.directions[side].pending.clear()
  }

  private read(side: Side, bytes: Uint8Array, start: number, end: number): number {
    const { shape, connection } = this
    let at = start
    while (end - at >= shape.headerOctets) {
      const length = shape.lengthOf(bytes, at)
      if (length < shape.headerOctets) {
        this.lose(side)
        return end
      }
      if (at + length > end) return at
      const packet = connection.packet(side)
      packet.bytes = bytes
      packet.start = at + shape.skipped
      packet.end = at + shape.payloadEnd(bytes, at)
      packet.wireEnd = packet.end
      this.take(packet)
      at += length
    }
    return at
  }

  private lose(side: Side): void {
    const direction = this.directions[side]
    direction.pending.clear()
    if (direction.lost) return
    direction.lost = true
    const { frame } = this.connection.packet(side)
    this.complain('tcp-segment-partial', 'where the next packet begins is not known', { kind: 'frame', number: frame })
  }
}
