import { constants, inflateRawSync } from 'node:zlib'
import type { Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import type { WebSocketUpgrade } from '../../model/network.ts'
import type { MessageWriter } from '../messages.ts'
import { addressText } from '../network/address.ts'
import { looksLikeSip } from '../sip/wire.ts'
import { readHttpHead } from './http-head.ts'
import { Octets } from './octets.ts'
import type { Connection, Side, StreamEnd, StreamReader } from './reader.ts'
import { BINARY, beginsWithSipFrame, CONTINUATION, FrameHeader, readFrameHeader, unmask } from './websocket-frame.ts'

/** Octets of one message as sent. Chosen by us: as much as is read of one SIP message. */
const MAX_MESSAGE_OCTETS = 262_144
/**
 * And inflated: chosen by us. The largest is as large as a datagram can be; a short one may grow to the largest SIP there is,
 * a longer one a hundredfold, so that a megabyte of bombs is soon over.
 */
const MAX_INFLATED_OCTETS = 65_536
const MAX_SHORT_OCTETS = 16_384
const MAX_GROWTH = 100
/** How far back a compressed message may point (RFC 7692 §7.1.2: a window of at most 2^15). */
const WINDOW_OCTETS = 32_768
/** What the sender cut off the end of each compressed message (RFC 7692 §7.2.2). */
const DEFLATE_TAIL = Uint8Array.of(0, 0, 0xff, 0xff)
const NOTHING = new Uint8Array(0)

/** One direction. */
class Direction {
  readonly pending: Octets
  /** It still has its HTTP head before it. */
  inHead: boolean
  /** It is not known where a frame begins. */
  lost = false
  /** Octets of a frame not wanted. */
  skip = 0
  /** Of a message in several frames: what came so far, and whether it is compressed. */
  readonly message: Octets
  inMessage = false
  compressed = false
  /** What was last inflated: later messages may point into it. Undefined once a message was lost. */
  window: Uint8Array | undefined = NOTHING

  constructor(connection: Connection, inHead: boolean) {
    this.pending = new Octets(connection)
    this.message = new Octets(connection)
    this.inHead = inHead
  }
}

/**
 * SIP over WebSocket (RFC 7118): the upgrade (RFC 6455 §4) where it was seen, then frames of both directions, masked or not,
 * messages in one frame or many, compressed (RFC 7692) or not. Each WebSocket message is one SIP message or none. After a
 * gap reading goes on at the next segment that begins with a frame of SIP; what was compressed is lost from there on, since
 * it builds on what came before (`websocket-inflate-failed`).
 */
export class WebSocketStream implements StreamReader {
  private readonly connection: Connection
  private readonly messages: MessageWriter
  private readonly complain: Complain
  private readonly transport: Transport
  private readonly directions: readonly [Direction, Direction]
  private readonly header = new FrameHeader()
  private readonly onUpgrade: ((answer: WebSocketUpgrade) => void) | undefined
  /** The client asked for SIP. */
  private asked = false

  /** `fromHead`: the connection was seen to begin with HTTP; else it is joined in the middle, between frames. */
  constructor(
    connection: Connection,
    messages: MessageWriter,
    complain: Complain,
    transport: Transport,
    fromHead: boolean,
    onUpgrade?: (answer: WebSocketUpgrade) => void,
  ) {
    this.onUpgrade = onUpgrade
    this.connection = connection
    this.messages = messages
    this.complain = complain
    this.transport = transport
    this.directions = [new Direction(connection, fromHead), new Direction(connection, fromHead)]
    if (!fromHead) {
      for (const direction of this.directions) direction.lost = true
      connection.watch?.('websocket')
    }
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const direction = this.directions[side]
    const { pending } = direction
    const skipped = Math.min(direction.skip, end - start)
    direction.skip -= skipped
    const from = start + skipped
    if (from === end) return
    pending.feed(bytes, from, end, (octets, begin, stop) => this.read(side, direction, octets, begin, stop))
  }

  gap(side: Side, missing: number): void {
    const direction = this.directions[side]
    const left = direction.skip - missing
    direction.skip = Math.max(left, 0)
    direction.pending.clear()
    if (left >= 0) return
    this.forget(direction)
    direction.inHead = false
    direction.lost = true
  }

  end(side: Side, _how: StreamEnd): void {
    const { pending, message } = this.directions[side]
    if (message.length > 0 || pending.length > 0) this.complainPartial(side, 'the connection ended inside a frame')
    pending.clear()
    message.clear()
  }

  /** Returns where the unfinished rest begins. */
  private read(side: Side, direction: Direction, bytes: Uint8Array, start: number, end: number): number {
    let at = start
    if (direction.inHead) {
      at = this.readHead(side, direction, bytes, start, end)
      if (direction.inHead) return at
    }
    while (at < end) {
      if (direction.lost) {
        if (!beginsWithSipFrame(bytes, at, end)) return end
        direction.lost = false
      }
      const isFrame = readFrameHeader(this.header, bytes, at, end)
      if (isFrame === undefined) return at
      if (!isFrame) {
        this.invalid(side, direction, 'no frame where one should begin')
        return end
      }
      const next = this.readFrame(side, direction, bytes, at, end)
      if (next < 0) return at
      at = next
    }
    return at
  }

  /** Reads a request to upgrade, or the answer to it; where it is none, the connection is left alone. */
  private readHead(side: Side, direction: Direction, bytes: Uint8Array, start: number, end: number): number {
    const head = readHttpHead(bytes, start, end)
    if (head === undefined) return start
    const { fields, startLine } = head || { fields: new Map<string, string>(), startLine: '' }
    const protocols = fields.get('sec-websocket-protocol')
    const isUpgrade = fields.get('upgrade')?.toLowerCase() === 'websocket'
    const isAnswer = startLine.startsWith('HTTP/')
    // A client that offers `sip` may be answered without it; a server that chooses another protocol will not speak SIP.
    const isSip = protocols === undefined || /(?:^|[,\s])sip(?:$|[,\s])/i.test(protocols)
    if (!isAnswer) this.asked ||= isUpgrade && protocols !== undefined && isSip
    else if (this.asked) this.tellUpgrade(side, startLine, protocols)
    if (head === false || !isUpgrade || !isSip || (isAnswer && !startLine.startsWith('HTTP/1.1 101'))) {
      this.connection.ignore()
      direction.inHead = false
      direction.lost = true
      return end
    }
    direction.inHead = false
    this.connection.watch?.('websocket')
    if (!this.connection.begun(side === 0 ? 1 : 0)) this.directions[side === 0 ? 1 : 0].inHead &&= !isAnswer
    return head.end
  }

  private tellUpgrade(side: Side, startLine: string, protocol: string | undefined): void {
    const packet = this.connection.packet(side)
    const [, status = '0', reason = ''] = /^HTTP\/\d\.\d (\d{3}) ?(.{0,80})/.exec(startLine) ?? []
    const place = (at: 0 | 4, port: number) => ({ address: addressText(packet.addresses, at), port })
    this.asked = false
    this.onUpgrade?.({
      ...{ frame: packet.frame, at: packet.at, status: Number(status), reason, protocol: protocol?.slice(0, 80) },
      client: place(4, packet.ports & 0xffff),
      server: place(0, packet.ports >>> 16),
    })
  }

  /** The frame at `at`; -1 while it is not whole. */
  private readFrame(side: Side, direction: Direction, bytes: Uint8Array, at: number, end: number): number {
    const { header } = this
    const { headerLength, payloadLength, opcode } = header
    const next = at + headerLength + payloadLength
    const isControl = opcode > BINARY
    if (isControl || payloadLength + direction.message.length > MAX_MESSAGE_OCTETS) {
      if (!isControl) this.invalid(side, direction, `a message of more than ${MAX_MESSAGE_OCTETS} bytes`, false)
      direction.skip = Math.max(0, next - end)
      return Math.min(next, end)
    }
    if (next > end) return -1
    if (opcode !== CONTINUATION) {
      direction.message.clear()
      direction.inMessage = true
      direction.compressed = header.compressed
    } else if (!direction.inMessage) return next
    const payload = new Uint8Array(payloadLength)
    unmask(header, bytes, at, 0, payloadLength, payload)
    if (header.final && direction.message.length === 0) this.take(side, direction, payload)
    else {
      direction.message.append(payload, 0, payloadLength)
      if (!header.final) return next
      this.take(side, direction, direction.message.bytes.slice(direction.message.start, direction.message.end))
    }
    direction.message.clear()
    direction.inMessage = false
    return next
  }

  /** A whole message. */
  private take(side: Side, direction: Direction, payload: Uint8Array): void {
    const plain = direction.compressed ? this.inflate(side, direction, payload) : payload
    if (plain === undefined || !looksLikeSip(plain, 0, plain.length)) return
    this.messages.write(this.connection.packet(side), plain, 0, plain.length, this.transport, true)
  }

  private inflate(side: Side, direction: Direction, payload: Uint8Array): Uint8Array | undefined {
    const { window } = direction
    try {
      if (window === undefined) throw new Error('what it builds on is not in the capture')
      const plain = inflateRawSync(Buffer.concat([payload, DEFLATE_TAIL]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: Math.min(MAX_INFLATED_OCTETS, MAX_SHORT_OCTETS + MAX_GROWTH * payload.length),
        ...(window.length > 0 && { dictionary: window }),
      })
      const kept = plain.length >= WINDOW_OCTETS ? plain : Buffer.concat([window, plain])
      direction.window = new Uint8Array(kept.subarray(Math.max(0, kept.length - WINDOW_OCTETS)))
      this.connection.hold(direction.window.length - window.length)
      return plain
    } catch (error) {
      if (window !== undefined) this.connection.hold(-window.length)
      direction.window = undefined
      const { frame } = this.connection.packet(side)
      this.complain('websocket-inflate-failed', String((error as Error).message), { kind: 'frame', number: frame })
      return undefined
    }
  }

  private invalid(side: Side, direction: Direction, why: string, lost = true): void {
    const { frame } = this.connection.packet(side)
    this.complain('websocket-frame-invalid', why, { kind: 'frame', number: frame })
    this.forget(direction)
    direction.lost ||= lost
  }

  /** A message is lost, and what would have built on it. */
  private forget(direction: Direction): void {
    direction.message.clear()
    direction.inMessage = false
    if (direction.window === undefined || direction.window.length === 0) return
    this.connection.hold(-direction.window.length)
    direction.window = undefined
  }

  private complainPartial(side: Side, why: string): void {
    const { frame } = this.connection.packet(side)
    this.complain('tcp-segment-partial', why, { kind: 'frame', number: frame })
  }
}
