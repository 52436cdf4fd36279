import type { Complain } from '../../model/flaw.ts'
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import type { Connection, Side, StreamEnd, StreamReader } from '../stream/reader.ts'
import { DUPLICATE_MICROS } from './duplicates.ts'
import { FlowTable } from './flow-table.ts'
import { Packet } from './packet.ts'
import { RecentPackets } from './recent-packets.ts'
import { createSegmentQueue } from './segment-queue.ts'
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type TcpHeader } from './tcp.ts'
import { CLOSED, Flow, FOLLOWED, IGNORED, type Shared, stamp, TcpConnection } from './tcp-connection.ts'

/** Bounds, all chosen by us. */
export const TCP_CAPS = {
  /** Directions of connections that are being read; the one longest silent makes room. */
  followed: 8_192,
  /** Directions of all others: not yet told, or told to be of no use. They cost a row and a small object each. */
  others: 16_384,
  /** Octets kept for all connections: unfinished messages, and segments that came too early. */
  heldOctets: 33_554_432,
  /** Segments of one direction, and their octets, that wait for one before them. */
  earlySegments: 256,
  earlyOctets: 262_144,
} as const

/** A sequence number further away than this belongs to another connection on the same ports. */
const MAX_JUMP = 16_777_216
/** A missing segment is waited for as long as its sender may take to send it again; RFC 6298 §2.4 has no less than 1 s. */
const PATIENCE_MICROS = 3 * MICROS_PER_SECOND
/** Once the other end has confirmed it, it can only be a little out of order in the capture. */
const DISORDER_MICROS = 100 * MICROS_PER_MS
const CONTROL = TCP_SYN | TCP_FIN | TCP_RST

export interface TcpStreams {
  /** Takes the segment in `packet`. */
  push(packet: Packet, header: TcpHeader): void
  /** Ends all connections. */
  end(): void
}

/**
 * Puts the octets of TCP connections in order (RFC 9293 §3.4, §3.10) and hands them to the reader that `open` gives for each
 * connection. What came twice is dropped; of octets that came with different contents the first stand (`tcp-overlap-differs`,
 * told where they are still held). Early segments wait for those before, until these are given up: the reader hears of the gap,
 * and `tcp-segments-missing` is counted. A connection may begin in the middle. All is bounded by `TCP_CAPS`. `over` is told of
 * each connection once, when nothing more of it is read.
 */
export function createTcpStreams(
  open: (connection: Connection) => StreamReader,
  complain: Complain,
  over?: (connection: TcpConnection) => void,
): TcpStreams {
  const shared: Shared = { table: new FlowTable(), carrier: new Packet(), held: 0, followed: 0, watched: 0 }
  const { table } = shared
  /** By row of the table. */
  const flows: (Flow | undefined)[] = []
  /** Those with a segment missing. */
  const waiting = new Set<Flow>()
  const turned = new Int32Array(8)
  let nextDeadline = Number.POSITIVE_INFINITY
  let hand = 0

  const peerOf = (packet: Packet): Flow | undefined => {
    for (let i = 0; i < 4; i++) {
      turned[i] = packet.addresses[i + 4]!
      turned[i + 4] = packet.addresses[i]!
    }
    const row = table.find(turned, (packet.ports << 16) | (packet.ports >>> 16), 0)
    return row < 0 ? undefined : flows[row]
  }

  const add = (packet: Packet, sequence: number, begun: boolean, opens: boolean): Flow => {
    makeRoom(packet)
    const peer = peerOf(packet)
    let connection = peer?.connection
    if (peer !== undefined && connection!.state === CLOSED) {
      remove(connection!)
      connection = undefined
    }
    const side: Side = connection === undefined ? 0 : peer!.side === 0 ? 1 : 0
    if (connection === undefined) {
      connection = new TcpConnection(shared, begun ? (opens ? 0 : 1) : undefined)
      connection.reader = open(connection)
    } else if (begun && connection.opener === undefined) connection.opener = opens ? side : peer!.side
    const row = table.add(packet.addresses, packet.ports, 0)
    const flow = new Flow(row, side, connection, sequence, begun)
    flow.frame = packet.frame
    flow.at = packet.at
    flows[row] = flow
    connection.flows[side] = flow
    if (connection.state === FOLLOWED) shared.followed++
    return flow
  }

  const remove = (connection: TcpConnection): void => {
    for (const flow of connection.flows) {
      if (flow === undefined) continue
      if (connection.state === FOLLOWED) shared.followed--
      letGo(flow)
      flows[flow.row] = undefined
      table.remove(flow.row)
    }
    connection.state = CLOSED
    connection.hold(-connection.held)
  }

  /** The one longest silent, roughly: what was touched since the hand came by last is passed over once. */
  const evict = (isWanted: (connection: TcpConnection) => boolean): TcpConnection | undefined => {
    for (let step = 0; step < 2 * flows.length; step++) {
      hand = hand + 1 < flows.length ? hand + 1 : 0
      const flow = flows[hand]
      if (flow === undefined || !isWanted(flow.connection)) continue
      if (!flow.touched) {
        finish(flow.connection, 'lost')
        remove(flow.connection)
        return flow.connection
      }
      flow.touched = false
    }
    return undefined
  }

  const makeRoom = (packet: Packet): void => {
    const where = { kind: 'frame', number: packet.frame } as const
    if (shared.followed >= TCP_CAPS.followed && evict(isFollowed) !== undefined) {
      complain('tcp-flows-capped', `more than ${TCP_CAPS.followed} TCP streams at a time`, where)
    }
    if (table.size - shared.followed >= TCP_CAPS.others) evict(isOther)
    while (shared.held > TCP_CAPS.heldOctets && evict(holdsOctets) !== undefined) {
      complain('tcp-octets-capped', `more than ${TCP_CAPS.heldOctets} octets of unfinished messages`, where)
    }
  }

  /** Ends both directions and leaves their rows, so that what is sent again is known for that. */
  const finish = (connection: TcpConnection, how: StreamEnd, by?: Flow): void => {
    const { flows: both } = connection
    for (const flow of by === both[1] ? [both[1], both[0]] : both) {
      if (flow === undefined) continue
      while (flow.early !== undefined || (flow.fin >= 0 && !flow.ended)) jumpGap(flow)
      endFlow(flow, flow === by ? how : 'lost')
    }
    if (connection.state !== CLOSED) over?.(connection)
    connection.turn(CLOSED)
    connection.reader?.over?.()
    connection.reader = undefined
    connection.hold(-connection.held)
  }

  const endFlow = (flow: Flow, how: StreamEnd): void => {
    if (flow.ended) return
    flow.ended = true
    flow.connection.reader?.end(flow.side, how)
  }

  const letGo = (flow: Flow): void => {
    if (flow.early !== undefined) flow.connection.hold(-flow.early.octets())
    flow.early = undefined
    flow.deadline = Number.POSITIVE_INFINITY
    waiting.delete(flow)
  }

  const read = (flow: Flow, bytes: Uint8Array, start: number, end: number, wireEnd: number): void => {
    const { reader } = flow.connection
    flow.next = (flow.next + wireEnd - start) >>> 0
    if (flow.connection.state === IGNORED) return
    if (end > start) reader?.data(flow.side, bytes, start, end)
    if (wireEnd > end) reader?.gap(flow.side, wireEnd - Math.max(end, start))
  }

  /** Early segments that now fit; then the end, if it is there. */
  const catchUp = (flow: Flow): void => {
    const { early, connection } = flow
    if (early !== undefined) {
      for (let one = early.take(flow.next); one !== undefined; one = early.take(flow.next)) {
        connection.hold(-one.bytes.length)
        if (one.frame > flow.frame) {
          flow.frame = one.frame
          flow.at = one.at
        }
        read(flow, one.bytes, 0, one.bytes.length, one.wireLength)
      }
      if (early.isEmpty()) letGo(flow)
    }
    if (flow.fin >= 0 && flow.early === undefined && flow.next === flow.fin) {
      waiting.delete(flow)
      flow.next = (flow.next + 1) >>> 0
      endFlow(flow, 'fin')
      const other = connection.flows[flow.side === 0 ? 1 : 0]
      if (other === undefined || other.ended) finish(connection, 'fin')
    }
  }

  /** The missing segment is not coming: reading goes on behind it. */
  const jumpGap = (flow: Flow): void => {
    const to = flow.early?.first() ?? flow.fin
    const missing = (to - flow.next) >>> 0
    flow.next = to
    flow.deadline = Number.POSITIVE_INFINITY
    waiting.delete(flow)
    if (missing > 0 && flow.connection.state !== IGNORED) {
      // Of what is not known to be of use, nobody misses anything.
      const { state } = flow.connection
      if (state === FOLLOWED)
        complain('tcp-segments-missing', `${missing} bytes of a connection`, { kind: 'frame', number: flow.frame })
      flow.connection.reader?.gap(flow.side, missing)
    }
    catchUp(flow)
    if (flow.early !== undefined || (flow.fin >= 0 && !flow.ended)) wait(flow, flow.at)
  }

  const wait = (flow: Flow, at: Micros): void => {
    if (!waiting.has(flow)) {
      flow.earlyAt = at
      flow.deadline = at + PATIENCE_MICROS
      waiting.add(flow)
    }
    nextDeadline = Math.min(nextDeadline, flow.deadline)
  }

  const expire = (now: Micros): void => {
    nextDeadline = Number.POSITIVE_INFINITY
    for (const flow of [...waiting]) {
      if (flow.deadline <= now) jumpGap(flow)
      else nextDeadline = Math.min(nextDeadline, flow.deadline)
    }
  }

  const keepEarly = (flow: Flow, packet: Packet, sequence: number, start: number): void => {
    const { connection } = flow
    flow.early ??= createSegmentQueue((differing) =>
      complain('tcp-overlap-differs', `${differing} bytes sent twice with different contents`, {
        kind: 'frame',
        number: packet.frame,
      }),
    )
    const before = flow.early.octets()
    flow.early.add(sequence, packet, start)
    connection.hold(flow.early.octets() - before)
    wait(flow, packet.at)
    const { early } = flow
    if (early.size() > TCP_CAPS.earlySegments || early.octets() > TCP_CAPS.earlyOctets) jumpGap(flow)
  }

  const segment = (flow: Flow, packet: Packet, sequence: number): void => {
    const { connection } = flow
    const { bytes, start, end } = packet
    const wireEnd = Math.max(packet.wireEnd, end)
    const ahead = (sequence - flow.next) | 0
    const known = ahead < 0 ? -ahead : 0
    if (known >= wireEnd - start && known > 0) {
      if (connection.state === FOLLOWED && !isCopy(flow, packet) && wireEnd - start > 1)
        connection.health.again(packet, flow.at)
    } else if (ahead > 0 && (flow.begun || connection.state === FOLLOWED)) keepEarly(flow, packet, sequence, start)
    else if (flow.early !== undefined) {
      keepEarly(flow, packet, (sequence + known) >>> 0, start + known)
      const { earlyAt } = flow
      catchUp(flow)
      if (flow.early === undefined) connection.health.waited(packet, earlyAt)
    } else {
      // Where nothing is known yet, there is nothing to wait for.
      if (ahead > 0) {
        flow.next = sequence
        connection.reader?.gap(flow.side, ahead)
      }
      stamp(flow, packet)
      read(flow, bytes, start + known, end, wireEnd)
      if (flow.fin >= 0) catchUp(flow)
    }
    if (packet.at - flow.lastAt <= DUPLICATE_MICROS) {
      flow.recent ??= new RecentPackets()
      flow.recent.note(flow.lastIpId, flow.lastAt)
    }
    flow.lastIpId = packet.ipId
    flow.lastAt = packet.at
  }

  /** The same packet once more, out of a mirror port: not sent again. */
  const isCopy = (flow: Flow, packet: Packet): boolean => {
    const { ipId, at } = packet
    const isLast = ipId === flow.lastIpId && at - flow.lastAt <= DUPLICATE_MICROS
    if (!isLast && !flow.recent?.has(ipId, at, DUPLICATE_MICROS)) return false
    complain('capture-duplicate', 'a TCP segment twice within 5 ms', { kind: 'frame', number: packet.frame })
    return true
  }

  /** A SYN: again, of a connection just seen, or of a new one on the same ports. */
  const synchronise = (flow: Flow | undefined, packet: Packet, header: TcpHeader): Flow => {
    const opens = (header.flags & TCP_ACK) === 0
    if (flow !== undefined) {
      if (flow.base === header.sequence && flow.connection.state !== CLOSED) {
        flow.begun = true
        flow.connection.health.syn(packet, opens)
        flow.connection.opener ??= opens ? flow.side : flow.side === 0 ? 1 : 0
        return flow
      }
      finish(flow.connection, 'lost')
      remove(flow.connection)
    }
    const added = add(packet, header.sequence, true, opens)
    added.connection.health.syn(packet, opens)
    return added
  }

  /** The flow of a segment with data; a new one where the ports were taken up again without a SYN in the capture. */
  const flowOf = (flow: Flow | undefined, packet: Packet, sequence: number): Flow | undefined => {
    if (flow !== undefined) {
      const ahead = (sequence - flow.next) | 0
      const isOver = flow.ended || flow.connection.state === CLOSED
      if (isOver ? ahead < 0 && ahead >= -MAX_JUMP : Math.abs(ahead) <= MAX_JUMP) return isOver ? undefined : flow
      finish(flow.connection, 'lost')
      remove(flow.connection)
    }
    return add(packet, sequence, false, false)
  }

  const reset = (flow: Flow, packet: Packet, sequence: number): void => {
    const { state } = flow.connection
    if (state === CLOSED || (state !== IGNORED && Math.abs((sequence - flow.next) | 0) > MAX_JUMP)) return
    stamp(flow, packet)
    flow.connection.health.end(packet, 'rst', flow.side)
    finish(flow.connection, 'rst', flow)
  }

  const close = (flow: Flow, packet: Packet, fin: number): void => {
    if (flow.ended || flow.fin >= 0 || flow.connection.state === CLOSED) return
    flow.connection.health.end(packet, 'fin', flow.side)
    if (flow.connection.state === IGNORED) flow.next = fin
    const ahead = (fin - flow.next) | 0
    if (ahead < 0 || ahead > MAX_JUMP) return
    flow.fin = fin
    if (ahead === 0) stamp(flow, packet)
    if (flow.next !== fin) wait(flow, packet.at)
    catchUp(flow)
  }

  /** A segment that only confirms, of a connection of which all is of interest. */
  const watch = (packet: Packet, { window }: TcpHeader): void => {
    const row = table.find(packet.addresses, packet.ports, 0)
    const flow = row < 0 ? undefined : flows[row]
    if (flow !== undefined && flow.connection.health.protocol !== undefined)
      flow.connection.health.seen(flow.side, packet, window)
  }

  /** A RST of an end that has sent nothing else answers the SYN of the other. */
  const refuse = (packet: Packet): void => {
    const health = peerOf(packet)?.connection.health
    if (health !== undefined && health.syns > 0 && !health.answered)
      health.refused ??= { frame: packet.frame, at: packet.at }
  }

  /** What the other end has confirmed was sent: if it is not here by now, it is not in the capture. */
  const confirm = (packet: Packet, acknowledgement: number): void => {
    const flow = peerOf(packet)
    if (flow === undefined || !waiting.has(flow) || ((acknowledgement - flow.next) | 0) <= 0) return
    flow.deadline = Math.min(flow.deadline, flow.earlyAt + DISORDER_MICROS)
    nextDeadline = Math.min(nextDeadline, flow.deadline)
  }

  return {
    push(packet, header) {
      const { flags, sequence } = header
      const length = Math.max(packet.wireEnd, packet.end) - packet.start
      // Half of all segments only confirm.
      if (length === 0 && (flags & CONTROL) === 0) {
        if (shared.watched > 0) watch(packet, header)
        if (waiting.size === 0) return
      }
      if (waiting.size > 0) {
        if (packet.at >= nextDeadline) expire(packet.at)
        if ((flags & TCP_ACK) !== 0) confirm(packet, header.acknowledgement)
        if (length === 0 && (flags & CONTROL) === 0) return
      }
      const row = table.find(packet.addresses, packet.ports, 0)
      let flow = row < 0 ? undefined : flows[row]
      if ((flags & TCP_SYN) !== 0) flow = synchronise(flow, packet, header)
      else if (flow === undefined && (flags & TCP_RST) !== 0) refuse(packet)
      if (length > 0) {
        if (flow === undefined || flow.connection.state !== IGNORED) flow = flowOf(flow, packet, sequence)
        if (flow === undefined) return
        flow.touched = true
        flow.connection.health.segments++
        if (flow.connection.state !== IGNORED) segment(flow, packet, sequence)
      }
      if (flow !== undefined && (flags & TCP_RST) === 0) flow.connection.health.seen(flow.side, packet, header.window)
      if (flow !== undefined && (flags & TCP_RST) !== 0) reset(flow, packet, sequence)
      else if (flow !== undefined && (flags & TCP_FIN) !== 0) close(flow, packet, (sequence + length) >>> 0)
      if (shared.held > TCP_CAPS.heldOctets || shared.followed > TCP_CAPS.followed) makeRoom(packet)
    },
    end() {
      for (const flow of flows) {
        if (flow === undefined) continue
        finish(flow.connection, 'lost')
        remove(flow.connection)
      }
    },
  }
}

const isFollowed = ({ state }: TcpConnection): boolean => state === FOLLOWED
const isOther = ({ state }: TcpConnection): boolean => state !== FOLLOWED
const holdsOctets = ({ held }: TcpConnection): boolean => held > 0
