import type { Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import type { MessageWriter } from '../messages.ts'
import { looksLikeSip } from '../sip/wire.ts'
import { Octets } from './octets.ts'
import type { Connection, Side, StreamEnd, StreamReader } from './reader.ts'
import { Framing, isMessageStart, mayBecomeSip } from './sip-framing.ts'

/** Octets of an unfinished message kept per direction. Chosen by us: as much as is read of one message. */
export const MAX_PENDING_OCTETS = 262_144

/** One direction. */
class Direction {
  readonly pending: Octets
  readonly framing = new Framing()
  /** It is not known where in a message the next octet stands. */
  lost: boolean
  /** Octets of a message that was given up, which are passed over. */
  skip = 0
  /** Octets that belong to no message were passed over, and that was told. */
  told = false

  constructor(connection: Connection, lost: boolean) {
    this.pending = new Octets(connection)
    this.lost = lost
  }
}

/**
 * SIP messages in a byte stream (RFC 3261 §18.3): several in a segment, or one over many; line ends between them are
 * keep-alives (RFC 5626 §3.5.1). A message whose Content-Length lies, or that has none, does not cost those behind it. What is
 * missing costs the message it belongs to, which is given out cut (`tcp-segment-partial`); reading goes on at the next start
 * line. Octets of no message are passed over (`sip-octets-skipped`).
 */
export class SipStream implements StreamReader {
  private readonly connection: Connection
  private readonly messages: MessageWriter
  private readonly complain: Complain
  private readonly transport: Transport
  private readonly directions: readonly [Direction, Direction]

  constructor(connection: Connection, messages: MessageWriter, complain: Complain, transport: Transport) {
    this.connection = connection
    this.messages = messages
    this.complain = complain
    this.transport = transport
    this.directions = [new Direction(connection, !connection.begun(0)), new Direction(connection, !connection.begun(1))]
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const direction = this.directions[side]
    const { pending } = direction
    const skipped = Math.min(direction.skip, end - start)
    direction.skip -= skipped
    const from = start + skipped
    pending.feed(bytes, from, end, (octets, begin, stop) => this.read(side, direction, octets, begin, stop))
    if (pending.length > MAX_PENDING_OCTETS) {
      this.giveUp(side, direction, `a message of more than ${MAX_PENDING_OCTETS} bytes`)
      direction.lost = true
    }
  }

  gap(side: Side, missing: number): void {
    const direction = this.directions[side]
    const { pending, framing, skip } = direction
    const announced = framing.headersEnd < 0 ? 0 : framing.headersEnd + framing.contentLength
    const isInside = pending.length > 0 && framing.contentLength >= 0 && pending.length + missing <= announced
    const left = skip > 0 ? skip - missing : isInside ? announced - pending.length - missing : -1
    this.giveUp(side, direction, 'a part of the message is not in the capture')
    direction.skip = Math.max(left, 0)
    // What was lost lies inside a message of known length: the next begins where it should.
    if (left < 0) direction.lost = true
  }

  end(side: Side, how: StreamEnd): void {
    const direction = this.directions[side]
    const { pending, framing } = direction
    if (how === 'fin' && framing.headersEnd >= 0) {
      // All that was sent is here: its Content-Length lies.
      const { bytes, start, end } = pending
      this.messages.write(this.connection.packet(side), bytes, start, end, this.transport, true)
      pending.clear()
      framing.reset()
    } else this.giveUp(side, direction, 'the connection ended inside a message')
  }

  /** Reads messages; returns where the unfinished rest begins. */
  private read(side: Side, direction: Direction, bytes: Uint8Array, start: number, end: number): number {
    const { framing } = direction
    let at = start
    while (at < end) {
      if (framing.headersEnd < 0 && !this.isAtMessage(direction, bytes, at, end)) {
        const next = this.nextStart(side, direction, bytes, at, end)
        // A start line that is not whole yet.
        if (next === at) return at
        at = next
        continue
      }
      direction.lost = false
      framing.read(bytes, at, end)
      const { end: length } = framing
      if (length < 0) return at
      framing.reset()
      direction.told = false
      this.messages.write(this.connection.packet(side), bytes, at, at + length, this.transport, true)
      at += length
    }
    return at
  }

  private isAtMessage(direction: Direction, bytes: Uint8Array, at: number, end: number): boolean {
    if (bytes[at]! <= 32) return false
    return direction.lost ? isMessageStart(bytes, at, end) : looksLikeSip(bytes, at, end)
  }

  /** Passes over keep-alives and what belongs to no message, to the next line that begins one, or may do so. */
  private nextStart(side: Side, direction: Direction, bytes: Uint8Array, start: number, end: number): number {
    let at = start
    let skipped = 0
    for (;;) {
      while (at < end && isPadding(bytes[at]!)) at++
      if (at === end || mayBegin(direction, bytes, at, end)) break
      const lf = bytes.indexOf(10, at)
      const next = lf < 0 || lf >= end ? end : lf + 1
      skipped += next - at
      at = next
    }
    if (skipped > 0 && !direction.lost && !direction.told) {
      direction.told = true
      const { frame } = this.connection.packet(side)
      this.complain('sip-octets-skipped', `${skipped} bytes after a message`, { kind: 'frame', number: frame })
    }
    // From here on only a whole message is believed.
    if (skipped > 0) direction.lost = true
    return at
  }

  /** Gives out an unfinished message as far as it goes. */
  private giveUp(side: Side, direction: Direction, why: string): void {
    const { pending, framing } = direction
    const { bytes, start, end } = pending
    if (framing.headersEnd >= 0 || looksLikeSip(bytes, start, end)) {
      const packet = this.connection.packet(side)
      this.complain('tcp-segment-partial', why, { kind: 'frame', number: packet.frame })
      this.messages.write(packet, bytes, start, end, this.transport, false)
    }
    pending.clear()
    framing.reset()
  }
}

/** Line ends (RFC 5626 §3.5.1, RFC 3261 §7.5) and zero octets, which some send to keep a connection alive. */
const isPadding = (octet: number): boolean => octet === 13 || octet === 10 || octet === 0 || octet === 32

function mayBegin({ lost }: Direction, bytes: Uint8Array, at: number, end: number): boolean {
  const isWhole = lost ? isMessageStart(bytes, at, end) : looksLikeSip(bytes, at, end)
  return isWhole || mayBecomeSip(bytes, at, end)
}
