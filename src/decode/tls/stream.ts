import type { Endpoint } from '../../model/endpoint.ts'
import type { Complain, FlawKind } from '../../model/flaw.ts'
import type { TlsHandshake, TlsMoment } from '../../model/tls.ts'
import type { Packet } from '../network/packet.ts'
import { isTlsRecord } from '../stream/choose.ts'
import type { Connection, Side, StreamEnd, StreamReader } from '../stream/reader.ts'
import { isFatalAlert } from './alerts.ts'
import { readChain } from './certificate.ts'
import { suiteName } from './cipher-suites.ts'
import { createDecryption, type Decryption, type SearchBudget } from './decryption.ts'
import { Direction } from './direction.ts'
import { HandshakeFacts } from './facts.ts'
import {
  CERTIFICATE,
  CLIENT_HELLO,
  type ClientHello,
  ENCRYPTED_EXTENSIONS,
  FINISHED,
  KEY_UPDATE,
  readCertificates,
  readClientHello,
  readEncryptedAlpn,
  readServerHello,
  SERVER_HELLO,
  TLS_1_3,
} from './handshake.ts'
import { Inside, type InsideContext } from './inside.ts'
import type { KeyLog } from './key-log.ts'

const CHANGE_CIPHER_SPEC = 20
const ALERT = 21
const HANDSHAKE = 22
const APPLICATION_DATA = 23

const HEADER = 5
/** An alert of TLS 1.3 under any of its usual suites: level, description, content type and a tag of 16. */
const ENCRYPTED_ALERT_OCTETS = 19
/** Octets that wait for the hello of the other end. Chosen by us: a flight of certificates and some messages. */
const MAX_WAITING_OCTETS = 131_072

/** What TLS connections of one input share. */
export interface TlsContext extends InsideContext {
  readonly keyLog: KeyLog
  readonly search: SearchBudget
  readonly complain: Complain
  /** The endpoints of a packet. */
  endpoints(packet: Packet): { readonly source: Endpoint; readonly destination: Endpoint }
  handshake(handshake: TlsHandshake): void
}

/**
 * A TLS connection (RFC 8446, RFC 5246): what its handshake tells, handed on when the connection is over, and what is inside
 * where the key log has its secrets. Without them it is left alone as soon as the handshake is over.
 */
export class TlsStream implements StreamReader {
  private readonly connection: Connection
  private readonly context: TlsContext
  private readonly directions: readonly [Direction, Direction]
  private readonly facts: HandshakeFacts
  private client: Side | undefined
  private latestHello: ClientHello | undefined
  /** False where there can be none. */
  private decryption: Decryption | false | undefined
  private whyNot: string | undefined
  private readonly inside: Inside
  private readonly told = new Set<FlawKind>()

  constructor(connection: Connection, side: Side, context: TlsContext) {
    this.connection = connection
    this.context = context
    this.directions = [new Direction(connection, connection.begun(0)), new Direction(connection, connection.begun(1))]
    this.facts = new HandshakeFacts(this.moment(side))
    this.inside = new Inside(connection, context, this.facts, this.directions)
    if (context.keyLog.isEmpty()) this.decryption = false
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const direction = this.directions[side]
    const { pending } = direction
    const skipped = Math.min(direction.skip, end - start)
    direction.skip -= skipped
    const from = start + skipped
    if (from === end) return
    if (direction.lost && pending.length === 0) {
      if (!isTlsRecord(bytes, from, end)) return
      direction.lost = false
    }
    pending.feed(bytes, from, end, (octets, begin, stop) => this.readRecords(side, octets, begin, stop))
    this.readPending(side === 0 ? 1 : 0)
    if (pending.length > MAX_WAITING_OCTETS) {
      direction.broken = true
      this.decryption = false
      this.readPending(side)
    }
  }

  gap(side: Side, missing: number): void {
    const direction = this.directions[side]
    const { pending } = direction
    direction.broken = true
    direction.handshake.clear()
    this.readPending(side)
    if (pending.length >= HEADER && pending.length >= HEADER + lengthAt(pending.bytes, pending.start)) {
      // Records still wait for a hello: what is missing among them cannot be told.
      this.decryption = false
      this.readPending(side)
    }
    const { bytes, start } = pending
    const isRecord = pending.length >= HEADER
    const unread = isRecord ? HEADER + lengthAt(bytes, start) - pending.length : direction.skip
    const left = unread - missing
    const isEncrypted = this.isEncrypted(direction, isRecord ? bytes[start]! : APPLICATION_DATA)
    pending.clear()
    direction.skip = Math.max(left, 0)
    if (left < 0) direction.lost = true
    if (this.decryption && (left < 0 || (isRecord && isEncrypted))) {
      this.decryption.lost(side === this.client, left < 0 ? undefined : 1)
    }
    this.inside.gap(side, missing)
    this.readPending(side === 0 ? 1 : 0)
  }

  end(side: Side, how: StreamEnd): void {
    const direction = this.directions[side]
    if (how !== 'lost') this.facts.close(this.endOf(side), how, this.moment(side))
    direction.ended = true
    this.readPending(side === 0 ? 1 : 0)
    this.inside.end(side, how)
    direction.pending.clear()
    direction.handshake.clear()
  }

  over(): void {
    this.inside.over()
    const client = this.endOf(0) === 'client' ? 0 : 1
    const { source, destination } = this.context.endpoints(this.connection.packet(client))
    this.context.handshake(this.facts.handshake(source, destination))
  }

  private readPending(side: Side): void {
    this.directions[side].pending.readAgain((bytes, start, end) => this.readRecords(side, bytes, start, end))
  }

  /** Returns where the unfinished rest begins, or what has to wait. */
  private readRecords(side: Side, bytes: Uint8Array, start: number, end: number): number {
    const direction = this.directions[side]
    let at = start
    while (end - at >= HEADER) {
      if (!isTlsRecord(bytes, at, end)) {
        this.complain('tls-record-invalid', side, 'no record where one should begin')
        direction.lost = true
        direction.broken = true
        if (this.decryption) this.decryption.lost(side === this.client, undefined)
        return end
      }
      const next = at + HEADER + lengthAt(bytes, at)
      if (this.decryption === false && this.isEncrypted(direction, bytes[at]!)) {
        // Only that there is such a record can be known.
        this.encryptedRecord(side, bytes[at]!, lengthAt(bytes, at))
        direction.skip = Math.max(0, next - end)
        at = Math.min(next, end)
        continue
      }
      if (next > end) return at
      if (this.mustWait(side, bytes[at]!)) return at
      this.record(side, bytes, at, next)
      at = next
    }
    return at
  }

  /** TLS 1.3 hides the type of what is encrypted; before, all is encrypted after ChangeCipherSpec. */
  private isEncrypted(direction: Direction, type: number): boolean {
    return type === APPLICATION_DATA || direction.encrypted
  }

  /** What is encrypted waits for the hello of the other end, as long as that may come. */
  private mustWait(side: Side, type: number): boolean {
    if (this.decryption !== undefined || (type !== APPLICATION_DATA && type !== CHANGE_CIPHER_SPEC)) return false
    const { clientHello, serverHello, retried } = this.facts
    // Of TLS 1.3, to please middleboxes (RFC 8446 §D.4).
    if (type === CHANGE_CIPHER_SPEC && retried) return false
    const [own, others] = side === this.client ? [clientHello, serverHello] : [serverHello, clientHello]
    const other = this.directions[side === 0 ? 1 : 0]
    const mayCome = own !== undefined && others === undefined && !other.broken && !other.ended
    if (!mayCome) this.decryption = false
    return mayCome
  }

  private record(side: Side, bytes: Uint8Array, at: number, end: number): void {
    const direction = this.directions[side]
    const type = bytes[at]!
    if (this.decryption && this.isEncrypted(direction, type)) {
      const plain = this.decryption.open(side === this.client, bytes, at, end)
      if (plain === undefined) this.notOpened(side, type, end - at - HEADER)
      else {
        this.facts.decrypted++
        this.plain(side, plain.type, plain.bytes, 0, plain.bytes.length)
      }
    } else if (this.isEncrypted(direction, type)) this.encryptedRecord(side, type, end - at - HEADER)
    else this.plain(side, type, bytes, at + HEADER, end)
  }

  private notOpened(side: Side, type: number, length: number): void {
    this.facts.undecrypted++
    const { frame } = this.connection.packet(side)
    this.context.complain('tls-not-decrypted', `a record of ${length} bytes`, { kind: 'frame', number: frame })
    this.inside.gap(side, length)
    this.encryptedRecord(side, type, length)
    if (typeof this.decryption === 'object' && this.decryption.isHopeless()) this.decryption = false
  }

  private plain(side: Side, type: number, bytes: Uint8Array, start: number, end: number): void {
    const direction = this.directions[side]
    if (type === HANDSHAKE) {
      const isWhole = direction.handshake.add(bytes, start, end, (kind, held, from, to) =>
        this.message(side, kind, held, from, to),
      )
      if (!isWhole) this.complain('tls-record-invalid', side, 'a handshake message too long to be one')
    } else if (type === ALERT && end - start >= 2) this.alert(side, bytes[start]!, bytes[start + 1]!)
    else if (type === CHANGE_CIPHER_SPEC) this.changeCipher(side)
    else if (type === APPLICATION_DATA && end > start) {
      direction.spoke = true
      this.inside.data(this.client, side, bytes, start, end)
    }
  }

  private changeCipher(side: Side): void {
    const direction = this.directions[side]
    // In TLS 1.3 it means nothing (RFC 8446 §5); only there a ClientHello is asked for again.
    if (this.facts.serverHello?.version === TLS_1_3 || this.facts.retried) return
    direction.encrypted = true
    if (this.decryption) this.decryption.turn(side === this.client)
  }

  private message(side: Side, type: number, bytes: Uint8Array, start: number, end: number): void {
    const { facts } = this
    const tls13 = facts.serverHello?.version === TLS_1_3
    if (type === CLIENT_HELLO) this.hello(side, bytes, start, end)
    else if (type === SERVER_HELLO) this.answer(side, bytes, start, end)
    else if (type === ENCRYPTED_EXTENSIONS) facts.alpn ??= readEncryptedAlpn(bytes, start, end)
    else if (type === CERTIFICATE) {
      if (facts.hasCertificates(this.endOf(side))) return
      const chain = readChain(readCertificates(bytes, start, end, tls13), (kind) =>
        this.complain(kind, side, 'one that cannot be parsed'),
      )
      facts.certificates(this.endOf(side), chain)
    } else if (type === FINISHED) this.finish(side, tls13)
    else if (type === KEY_UPDATE && this.decryption) this.decryption.keyUpdate(side === this.client)
  }

  private hello(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const hello = readClientHello(bytes, start, end, false)
    if (hello === undefined) {
      this.complain('tls-record-invalid', side, 'a ClientHello whose lengths contradict each other')
      return
    }
    this.client = side
    this.latestHello = hello
    // Renegotiation (RFC 5246 §7.4.1.1) is of no interest but for its keys.
    if (this.facts.serverHello !== undefined && this.facts.clientHello !== undefined) return
    // After a HelloRetryRequest the second one stands, with the time of the first.
    const { frame, at } = this.facts.clientHello ?? this.moment(side)
    this.facts.clientHello = { ...hello, frame, at }
    this.begin()
  }

  private answer(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const { facts } = this
    const hello = readServerHello(bytes, start, end)
    if (hello === undefined) {
      this.complain('tls-record-invalid', side, 'a ServerHello whose lengths contradict each other')
      return
    }
    this.client ??= side === 0 ? 1 : 0
    if (hello.retry) facts.retried = true
    else if (facts.serverHello === undefined) {
      facts.serverHello = { ...hello, ...this.moment(side) }
      this.begin()
    } else if (this.decryption && this.latestHello !== undefined) this.decryption.renew(this.latestHello, hello)
  }

  /** Both hellos are there: what can be decrypted is known. */
  private begin(): void {
    const { clientHello, serverHello } = this.facts
    if (this.decryption !== undefined || clientHello === undefined || serverHello === undefined) return
    const suite = suiteName(serverHello.suite)
    const decryption = createDecryption(clientHello, serverHello, this.context.keyLog, suite, this.context.search)
    if ('why' in decryption) {
      this.decryption = false
      this.whyNot = decryption.why
    } else this.decryption = decryption
  }

  private finish(side: Side, tls13: boolean): void {
    if (tls13 && this.decryption) this.decryption.turn(side === this.client)
    this.finished(side)
  }

  private finished(side: Side): void {
    this.directions[side].finished = true
    if (!this.directions[0].finished || !this.directions[1].finished) return
    this.facts.completed ??= this.moment(side)
    if (this.decryption === false || this.inside.ignored) this.connection.ignore()
  }

  /** A record that nobody here can open: what its type and size tell. */
  private encryptedRecord(side: Side, type: number, length: number): void {
    const { facts, whyNot } = this
    const direction = this.directions[side]
    const { clientHello, serverHello } = facts
    if (whyNot !== undefined) this.complain('tls-not-decrypted', side, whyNot)
    const isOver = facts.completed !== undefined
    if (clientHello === undefined && serverHello === undefined) {
      if (this.decryption === false) this.connection.ignore()
      return
    }
    const tls13 = serverHello?.version === TLS_1_3
    if (tls13 ? length === ENCRYPTED_ALERT_OCTETS : type === ALERT) {
      if (!isOver) facts.alert(this.endOf(side), 2, undefined, this.moment(side), !direction.finished)
      return
    }
    if (type !== HANDSHAKE && type !== APPLICATION_DATA) return
    if (!tls13 || serverHello === undefined) {
      if (serverHello !== undefined) this.finished(side)
      return
    }
    // The client speaks only after the server has finished; what it sends first ends the handshake.
    if (this.endOf(side) === 'client') {
      this.directions[side === 0 ? 1 : 0].finished = true
      this.finished(side)
    }
  }

  private alert(side: Side, level: number, description: number): void {
    const { facts } = this
    const tls13 = facts.serverHello?.version === TLS_1_3
    const fatal = isFatalAlert(level, description, tls13)
    // In TLS 1.3 the client has finished before the server could look at its certificate.
    const isOver = facts.completed !== undefined && !(tls13 && this.endOf(side) === 'server' && !this.hasSpoken(side))
    facts.alert(this.endOf(side), fatal ? 2 : 1, description, this.moment(side), fatal && !isOver)
  }

  private hasSpoken(side: Side): boolean {
    return this.directions[side].spoke
  }

  private endOf(side: Side): 'client' | 'server' {
    const client = this.client ?? this.connection.opener
    if (client !== undefined) return side === client ? 'client' : 'server'
    const { ports } = this.connection.packet(side)
    return ports >>> 16 > (ports & 0xffff) ? 'client' : 'server'
  }

  private moment(side: Side): TlsMoment {
    const { frame, at } = this.connection.packet(side)
    return { frame, at }
  }

  /** Once per connection and kind: what is wrong with one record is often wrong with all. */
  private complain(kind: FlawKind, side: Side, why: string): void {
    if (this.told.has(kind)) return
    this.told.add(kind)
    const { frame } = this.connection.packet(side)
    this.context.complain(kind, why, { kind: 'frame', number: frame })
  }
}

const lengthAt = (bytes: Uint8Array, at: number): number => (bytes[at + 3]! << 8) | bytes[at + 4]!
