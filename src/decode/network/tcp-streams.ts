import type { Complain } from '../../model/flaw.ts'
import type { Micros } from '../../model/time.ts'
import { looksLikeSip, sipLength } from '../sip/wire.ts'
import { FlowTable } from './flow-table.ts'
import type { Packet } from './packet.ts'
import { TCP_FIN, TCP_RST, TCP_SYN, type TcpHeader } from './tcp.ts'

/** Flows that carry SIP and are followed at once; the one longest silent makes room. Chosen by us. */
export const MAX_TCP_FLOWS = 8_192
/** Bytes of an unfinished message kept per flow, and segments it may come in. */
export const MAX_PENDING_BYTES = 262_144
const MAX_PENDING_SEGMENTS = 512
/** Segments of one flow that came too early and wait for the one before. */
const MAX_EARLY_SEGMENTS = 16
/** Half the sequence space tells earlier from later (RFC 9293 §3.4). */
const HALF = 0x80000000
const DUPLICATE_MICROS = 5_000

interface Flow {
  readonly row: number
  /** Sequence number the next segment should have. */
  next: number
  pending: Uint8Array
  pendingLength: number
  pendingSegments: number
  early: { readonly sequence: number; readonly bytes: Uint8Array }[]
  lastIpId: number
  lastAt: Micros
  lastFrame: number
}

/**
 * One SIP message found in a stream; `whole` is false when the rest of it is missing. Bounds are into `bytes`; `packet` is
 * the one that completed it.
 */
export type OnStreamMessage = (packet: Packet, bytes: Uint8Array, start: number, end: number, whole: boolean) => void

export interface TcpStreams {
  /** Takes the segment in `packet` and calls back for each SIP message that it completes (RFC 3261 §18.3). */
  push(packet: Packet, header: TcpHeader): void
  /** Gives out what is still unfinished; `packet` is lent to carry each flow's addresses. */
  end(packet: Packet): void
}

/**
 * Follows the TCP flows that carry SIP. A flow is taken up at a segment that begins like a SIP message; messages may share
 * a segment or span several. Segments that came twice are dropped, early ones wait for those before; where one is missing
 * for good, the message it belonged to is given out cut, and reading goes on at the next start line.
 */
export function createTcpStreams(onMessage: OnStreamMessage, complain: Complain): TcpStreams {
  const table = new FlowTable()
  // In order of use: the first is the one longest silent.
  const flows = new Map<number, Flow>()

  const partial = (packet: Packet, why: string): void =>
    complain('tcp-segment-partial', why, { kind: 'frame', number: packet.frame })

  const open = (packet: Packet, sequence: number): Flow => {
    if (flows.size >= MAX_TCP_FLOWS) {
      const oldest = flows.values().next().value!
      complain('tcp-flows-capped', `more than ${MAX_TCP_FLOWS} flows`, { kind: 'frame', number: packet.frame })
      close(oldest)
    }
    const flow: Flow = {
      row: table.add(packet.addresses, packet.ports, 0),
      next: sequence,
      pending: new Uint8Array(0),
      pendingLength: 0,
      pendingSegments: 0,
      early: [],
      lastIpId: -1,
      lastAt: 0,
      lastFrame: 0,
    }
    flows.set(flow.row, flow)
    return flow
  }

  const close = (flow: Flow): void => {
    flows.delete(flow.row)
    table.remove(flow.row)
  }

  /** Gives out an unfinished message as far as it goes. */
  const giveUp = (flow: Flow, packet: Packet, why: string): void => {
    if (flow.pendingLength === 0) return
    partial(packet, why)
    const { pending, pendingLength } = flow
    clear(flow)
    onMessage(packet, pending, 0, pendingLength, false)
  }

  /** Reads messages off `bytes`; returns where the unfinished rest begins. */
  const readMessages = (packet: Packet, bytes: Uint8Array, start: number, end: number): number => {
    let at = start
    while (at < end) {
      if (!looksLikeSip(bytes, at, end)) {
        if (mayBecomeSip(bytes, at, end)) return at
        // Keep-alive line ends (RFC 5626 §3.5.1), or bytes of a body longer than stated: on to the next line that begins one.
        at = nextStartLine(bytes, at, end)
        continue
      }
      const length = sipLength(bytes.subarray(at, end), 0, end - at)
      if (length === undefined) return at
      onMessage(packet, bytes, at, at + length, true)
      at += length
    }
    return at
  }

  const accept = (flow: Flow, packet: Packet, bytes: Uint8Array, start: number, end: number): void => {
    flow.next = (flow.next + end - start) >>> 0
    if (flow.pendingLength === 0) {
      const rest = readMessages(packet, bytes, start, end)
      if (rest < end) keepPending(flow, bytes, rest, end)
      return
    }
    keepPending(flow, bytes, start, end)
    if (flow.pendingLength > MAX_PENDING_BYTES || flow.pendingSegments > MAX_PENDING_SEGMENTS) {
      giveUp(flow, packet, `a message of more than ${MAX_PENDING_BYTES} bytes or ${MAX_PENDING_SEGMENTS} segments`)
      return
    }
    const { pending, pendingLength } = flow
    const rest = readMessages(packet, pending, 0, pendingLength)
    if (rest === 0) return
    clear(flow)
    if (rest < pendingLength) keepPending(flow, pending, rest, pendingLength)
  }

  /** Early segments that now fit. */
  const catchUp = (flow: Flow, packet: Packet): void => {
    for (let found = true; found && flow.early.length > 0; ) {
      const index = flow.early.findIndex(({ sequence }) => !isBefore(flow.next, sequence))
      found = index >= 0
      if (!found) return
      const [segment] = flow.early.splice(index, 1)
      const known = (flow.next - segment!.sequence) >>> 0
      if (known < segment!.bytes.length) accept(flow, packet, segment!.bytes, known, segment!.bytes.length)
    }
  }

  /** The missing segment is not coming: what is held is read without it. */
  const jumpGap = (flow: Flow, packet: Packet): void => {
    giveUp(flow, packet, 'a segment of the message is not in the capture')
    const first = flow.early.reduce((a, b) => (isBefore(b.sequence, a.sequence) ? b : a))
    flow.next = first.sequence
    catchUp(flow, packet)
  }

  const segmentOf = (flow: Flow, packet: Packet, sequence: number): void => {
    const { bytes, start, end } = packet
    if (sequence === flow.next) accept(flow, packet, bytes, start, end)
    else if (isBefore(sequence, flow.next)) {
      const known = (flow.next - sequence) >>> 0
      if (known < end - start) accept(flow, packet, bytes, start + known, end)
      else if (packet.ipId === flow.lastIpId && packet.at - flow.lastAt <= DUPLICATE_MICROS) {
        complain('capture-duplicate', 'a TCP segment twice within 5 ms', { kind: 'frame', number: packet.frame })
      }
    } else {
      flow.early.push({ sequence, bytes: bytes.slice(start, end) })
      if (flow.pendingLength === 0 && looksLikeSip(bytes, start, end)) jumpGap(flow, packet)
      else if (flow.early.length > MAX_EARLY_SEGMENTS) jumpGap(flow, packet)
    }
    flow.lastIpId = packet.ipId
    flow.lastAt = packet.at
    flow.lastFrame = packet.frame
    catchUp(flow, packet)
  }

  return {
    push(packet, header) {
      const row = table.find(packet.addresses, packet.ports, 0)
      let flow = row < 0 ? undefined : flows.get(row)
      if (flow !== undefined && (header.flags & TCP_SYN) !== 0 && header.sequence !== flow.next) {
        finish(flow, packet)
        flow = undefined
      }
      if (packet.end > packet.start) {
        if (flow === undefined) {
          if (!looksLikeSip(packet.bytes, packet.start, packet.end)) return
          flow = open(packet, header.sequence)
        } else {
          flows.delete(flow.row)
          flows.set(flow.row, flow)
        }
        segmentOf(flow, packet, header.sequence)
        if (packet.wireEnd > packet.end) {
          giveUp(flow, packet, 'a segment cut by the snap length')
          flow.next = (header.sequence + packet.wireEnd - packet.start) >>> 0
        }
      }
      if (flow !== undefined && (header.flags & (TCP_FIN | TCP_RST)) !== 0) finish(flow, packet)
    },
    end(packet) {
      for (const flow of flows.values()) {
        packet.ports = table.read(flow.row, packet.addresses)
        packet.version = isMappedIpv4(packet.addresses) ? 4 : 6
        packet.at = flow.lastAt
        packet.frame = flow.lastFrame
        finish(flow, packet)
      }
    },
  }

  function finish(flow: Flow, packet: Packet): void {
    while (flow.early.length > 0) jumpGap(flow, packet)
    giveUp(flow, packet, 'the connection ended inside a message')
    close(flow)
  }
}

const isMappedIpv4 = (words: Int32Array): boolean => words[0] === 0 && words[1] === 0 && words[2] === 0xffff

const isBefore = (a: number, b: number): boolean => a !== b && (b - a) >>> 0 < HALF

function clear(flow: Flow): void {
  flow.pending = new Uint8Array(0)
  flow.pendingLength = 0
  flow.pendingSegments = 0
}

function keepPending(flow: Flow, bytes: Uint8Array, start: number, end: number): void {
  const length = flow.pendingLength + end - start
  if (length > flow.pending.length) {
    const larger = new Uint8Array(Math.max(length, flow.pending.length * 2))
    larger.set(flow.pending.subarray(0, flow.pendingLength))
    flow.pending = larger
  }
  flow.pending.set(bytes.subarray(start, end), flow.pendingLength)
  flow.pendingLength = length
  flow.pendingSegments++
}

/** A start line cut before its end may still turn out to be SIP. */
function mayBecomeSip(bytes: Uint8Array, start: number, end: number): boolean {
  const lineFeed = bytes.subarray(start, end).indexOf(10)
  if (lineFeed >= 0 || end - start > 2_048) return false
  for (let i = start; i < end; i++) if (bytes[i]! < 32 || bytes[i]! > 126) return false
  return true
}

function nextStartLine(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 10 && at + 1 < end && bytes[at + 1]! > 32) return at + 1
  }
  return end
}
