import type { DtlsEvent, DtlsFact } from '../../model/dtls.ts'
import type { Complain } from '../../model/flaw.ts'
import { uint16 } from '../container/integers.ts'
import type { createEndpoints } from '../network/address.ts'
import { FlowTable } from '../network/flow-table.ts'
import type { Packet } from '../network/packet.ts'
import { alertName } from '../tls/alerts.ts'
import { CLIENT_HELLO } from '../tls/handshake.ts'
import { decodeHandshake } from './handshake.ts'
import { ALERT, CHANGE_CIPHER_SPEC, DtlsRecord, decodeRecord, HANDSHAKE, isCiphertext } from './record.ts'

/** Directions followed at once; when full all are forgotten, which costs the handshakes then under way. Chosen by us. */
const MAX_DIRECTIONS = 4_096
/** Largest handshake message put together from fragments; a chain of certificates stays well below. Chosen by us. */
const MAX_MESSAGE = 65_536
/** Bytes of fragments held for all directions. Chosen by us. */
const MAX_HELD_BYTES = 4 * 1024 * 1024
const MESSAGE_HEADER_BYTES = 12
const FATAL = 2

/** What is known of one direction between two ports. */
interface Direction {
  /** Highest message number that was read, -1 before the first. */
  done: number
  partial: Partial | undefined
  /** Encrypted records were told of: handshake, data. */
  handshakeTold: boolean
  dataTold: boolean
}

/** A handshake message of which fragments are still missing. */
interface Partial {
  readonly number: number
  readonly type: number
  readonly bytes: Uint8Array
  /** One for each byte that is there. */
  readonly present: Uint8Array
  missing: number
}

/**
 * Reads DTLS records and puts handshake messages together (RFC 6347 §4.2.3); the function is false for a payload that is no
 * DTLS. Of what is encrypted only the first record of each kind is told, in each direction: that is when the keys are in use.
 */
export function createDtlsReader(
  sink: (event: DtlsEvent) => void,
  endpoints: ReturnType<typeof createEndpoints>,
  complain: Complain,
): (packet: Packet) => boolean {
  const record = new DtlsRecord()
  let table = new FlowTable()
  let directions: Direction[] = []
  let heldBytes = 0
  const backwards = new Int32Array(8)

  const rowOf = (packet: Packet): number => table.find(packet.addresses, packet.ports, 0)
  const isKnown = (packet: Packet): boolean => {
    if (rowOf(packet) >= 0) return true
    for (let i = 0; i < 8; i++) backwards[i] = packet.addresses[i ^ 4]!
    return table.find(backwards, (packet.ports << 16) | (packet.ports >>> 16), 0) >= 0
  }

  const directionOf = (packet: Packet): Direction => {
    const found = rowOf(packet)
    if (found >= 0) return directions[found]!
    if (table.size >= MAX_DIRECTIONS) {
      complain('media-flows-capped', `${MAX_DIRECTIONS} ways with DTLS`, { kind: 'frame', number: packet.frame })
      table = new FlowTable()
      directions = []
      heldBytes = 0
    }
    const direction = { done: -1, partial: undefined, handshakeTold: false, dataTold: false }
    directions[table.add(packet.addresses, packet.ports, 0)] = direction
    return direction
  }

  const tell = (packet: Packet, fact: DtlsFact, again = false): void =>
    sink({
      frame: packet.frame,
      at: packet.at,
      source: endpoints.source(packet),
      destination: endpoints.destination(packet),
      again,
      fact,
    })

  const tellEncrypted = (packet: Packet, direction: Direction, handshake: boolean): void => {
    if (handshake ? direction.handshakeTold : direction.dataTold) return
    if (handshake) direction.handshakeTold = true
    else direction.dataTold = true
    tell(packet, { kind: 'encrypted', handshake })
  }

  const drop = (direction: Direction): void => {
    heldBytes -= direction.partial?.bytes.length ?? 0
    direction.partial = undefined
  }

  const partialOf = (direction: Direction, number: number, type: number, length: number): Partial | undefined => {
    const { partial } = direction
    if (partial?.number === number && partial.type === type && partial.bytes.length === length) return partial
    drop(direction)
    if (heldBytes + length > MAX_HELD_BYTES) return undefined
    heldBytes += length
    const fresh = { number, type, bytes: new Uint8Array(length), present: new Uint8Array(length), missing: length }
    direction.partial = fresh
    return fresh
  }

  /** type | length (3) | message number (2) | fragment offset (3) | fragment length (3) | fragment */
  const readMessages = (packet: Packet, direction: Direction): void => {
    const { bytes } = packet
    let at = record.start
    while (record.end - at >= MESSAGE_HEADER_BYTES) {
      const type = bytes[at]!
      const length = uint24(bytes, at + 1)
      const number = uint16(bytes, at + 4, false)
      const offset = uint24(bytes, at + 6)
      const start = at + MESSAGE_HEADER_BYTES
      const end = start + uint24(bytes, at + 9)
      if (end > record.end || offset + end - start > length || length > MAX_MESSAGE) return
      if (offset === 0 && end - start === length) finish(packet, direction, number, type, bytes, start, end)
      else addFragment(packet, direction, number, type, length, offset, start, end)
      at = end
    }
  }

  const finish = (
    packet: Packet,
    direction: Direction,
    number: number,
    type: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void => {
    if (type === CLIENT_HELLO && number === 0 && direction.handshakeTold) {
      // The ports are used for another association.
      direction.done = -1
      direction.handshakeTold = false
      direction.dataTold = false
    }
    const again = number <= direction.done
    if (!again) direction.done = number
    tell(packet, decodeHandshake(type, bytes, start, end), again)
  }

  const addFragment = (
    packet: Packet,
    direction: Direction,
    number: number,
    type: number,
    length: number,
    offset: number,
    start: number,
    end: number,
  ): void => {
    if (number <= direction.done) {
      if (offset === 0) tell(packet, { kind: 'handshake', type }, true)
      return
    }
    const partial = partialOf(direction, number, type, length)
    if (partial === undefined) return
    for (let i = 0; i < end - start; i++) {
      if (partial.present[offset + i] === 1) continue
      partial.present[offset + i] = 1
      partial.bytes[offset + i] = packet.bytes[start + i]!
      partial.missing--
    }
    if (partial.missing > 0) return
    drop(direction)
    finish(packet, direction, number, type, partial.bytes, 0, length)
  }

  const readRecord = (packet: Packet, direction: Direction): void => {
    if (record.type === CHANGE_CIPHER_SPEC) return
    if (record.epoch > 0) {
      if (record.type !== ALERT) tellEncrypted(packet, direction, record.type === HANDSHAKE)
    } else if (record.type === HANDSHAKE) readMessages(packet, direction)
    else if (record.type === ALERT && record.end - record.start >= 2) {
      const { bytes } = packet
      const description = alertName(bytes[record.start + 1]!)
      tell(packet, { kind: 'alert', fatal: bytes[record.start] === FATAL, description })
    }
  }

  return (packet) => {
    const { bytes, start, end, wireEnd } = packet
    if (isCiphertext(bytes, start, end)) {
      if (!isKnown(packet)) return false
      // Which of the two it is, is encrypted as well; the first of each end closes the handshake (RFC 9147 §5.7).
      tellEncrypted(packet, directionOf(packet), true)
      return true
    }
    if (!decodeRecord(record, bytes, start, end, wireEnd)) return false
    const direction = directionOf(packet)
    for (let at = start; decodeRecord(record, bytes, at, end, wireEnd); at = record.end) readRecord(packet, direction)
    return true
  }
}

const uint24 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
