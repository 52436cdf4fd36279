import type { TcpConnectionRecord } from '../../model/network.ts'
import type { Micros } from '../../model/time.ts'
import type { Connection, Side, StreamReader } from '../stream/reader.ts'
import { STREAMED } from './duplicates.ts'
import type { FlowTable } from './flow-table.ts'
import type { Packet } from './packet.ts'
import type { RecentPackets } from './recent-packets.ts'
import type { SegmentQueue } from './segment-queue.ts'
import { TcpHealth } from './tcp-health.ts'

/** What has become of a connection: its reader waits to know what it is, wants all of it, or only its ends; it is over. */
const UNDECIDED = 0
export const FOLLOWED = 1
export const IGNORED = 2
export const CLOSED = 3

/** One direction. */
export class Flow {
  readonly row: number
  readonly side: Side
  readonly connection: TcpConnection
  /** Sequence number of its first octet, and of the next to be read. */
  base: number
  next: number
  /** Its SYN was seen. */
  begun: boolean
  early: SegmentQueue | undefined
  /** When a missing segment is given up; Infinity while none is. */
  deadline = Number.POSITIVE_INFINITY
  earlyAt: Micros = Number.NaN
  /** Sequence number at which it ends; -1 before its FIN. */
  fin = -1
  ended = false
  touched = true
  lastIpId = -1
  /** Those before, where several came at once. */
  recent: RecentPackets | undefined
  lastAt: Micros = Number.NaN
  /** Of the latest frame read. */
  frame = 0
  at: Micros = Number.NaN

  constructor(row: number, side: Side, connection: TcpConnection, sequence: number, begun: boolean) {
    this.row = row
    this.side = side
    this.connection = connection
    this.base = sequence
    this.next = sequence
    this.begun = begun
  }
}

/** Both directions, as far as they were seen. */
export class TcpConnection implements Connection {
  readonly flows: [Flow | undefined, Flow | undefined] = [undefined, undefined]
  opener: Side | undefined
  state: 0 | 1 | 2 | 3 = UNDECIDED
  held = 0
  reader: StreamReader | undefined
  readonly health = new TcpHealth()
  private readonly shared: Shared

  constructor(shared: Shared, opener: Side | undefined) {
    this.shared = shared
    this.opener = opener
  }

  begun(side: Side): boolean {
    return this.flows[side]?.begun === true
  }

  packet(side: Side): Packet {
    const { table, carrier } = this.shared
    const own = this.flows[side]
    const other = this.flows[side === 0 ? 1 : 0]
    const flow = own ?? other!
    carrier.ports = table.read(flow.row, carrier.addresses)
    if (own === undefined) turnRound(carrier)
    carrier.version = isMappedIpv4(carrier.addresses) ? 4 : 6
    carrier.ipId = STREAMED
    carrier.frame = flow.frame
    carrier.at = flow.at
    return carrier
  }

  follow(): void {
    this.turn(FOLLOWED)
  }

  ignore(): void {
    this.turn(IGNORED)
  }

  watch(protocol: NonNullable<TcpConnectionRecord['protocol']>): void {
    if (this.health.protocol === undefined && this.state !== CLOSED) this.shared.watched++
    this.health.protocol = protocol
  }

  hold(octets: number): void {
    this.held += octets
    this.shared.held += octets
  }

  turn(state: 0 | 1 | 2 | 3): void {
    if (this.state === CLOSED || this.state === state) return
    const flows = (this.flows[0] === undefined ? 0 : 1) + (this.flows[1] === undefined ? 0 : 1)
    if (this.state === FOLLOWED) this.shared.followed -= flows
    if (state === FOLLOWED) this.shared.followed += flows
    if (state === CLOSED && this.health.protocol !== undefined) this.shared.watched--
    this.state = state
  }
}

/** What all connections of an input share. */
export interface Shared {
  readonly table: FlowTable
  readonly carrier: Packet
  held: number
  /** Directions of connections in state FOLLOWED. */
  followed: number
  /** Connections whose every segment is looked at: they may carry SIP. */
  watched: number
}

/** The latest frame read of a direction. */
export function stamp(flow: Flow, packet: Packet): void {
  flow.frame = packet.frame
  flow.at = packet.at
}

function turnRound(packet: Packet): void {
  const { addresses } = packet
  for (let i = 0; i < 4; i++) {
    const word = addresses[i]!
    addresses[i] = addresses[i + 4]!
    addresses[i + 4] = word
  }
  packet.ports = (packet.ports << 16) | (packet.ports >>> 16)
}

const isMappedIpv4 = (words: Int32Array): boolean => words[0] === 0 && words[1] === 0 && words[2] === 0xffff
