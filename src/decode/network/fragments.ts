import type { Complain, FlawKind } from '../../model/flaw.ts'
import type { Micros } from '../../model/time.ts'
import { DUPLICATE_MICROS } from './duplicates.ts'
import { FlowTable } from './flow-table.ts'
import type { Packet } from './packet.ts'

/**
 * Datagrams in pieces held at once, and pieces per datagram: 16 MiB at most. Chosen by us; a flood of pieces pushes out the
 * oldest.
 */
export const MAX_FRAGMENTED = 256
const MAX_PIECES = 128
const MAX_DATAGRAM_BYTES = 65_535
/** Datagrams put together whose pieces may come once more, out of a mirror port. */
const MAX_DONE = 32
/**
 * Pieces leave their sender back to back. Hosts wait 15 s and more for a late one (RFC 8200 §4.5: 60 s); we wait less than
 * T1 (RFC 3261 §17.1.1.1), so that a cut message still comes before its retransmission.
 */
export const FRAGMENT_WAIT_MICROS = 400_000

interface Assembly {
  readonly row: number
  readonly version: 4 | 6
  readonly protocol: number
  readonly ipId: number
  readonly dscp: number
  readonly ttl: number
  readonly firstAt: Micros
  /** Frame and time of the piece with the transport header, 0 while it is missing. */
  frame: number
  at: Micros
  bytes: Uint8Array
  /** Payload length, known from the last piece. */
  total: number | undefined
  /** Begin and end of what has arrived, sorted, touching ones joined. */
  held: (readonly [number, number])[]
  pieces: number
  /** IPv6 pieces overlapped: nothing of the datagram may be used (RFC 5722 §4). */
  spoilt: boolean
}

/** A datagram that was put together. */
interface Done {
  readonly addresses: Int32Array
  fragmentId: number
  protocol: number
  at: Micros
}

export interface Fragments {
  /**
   * Takes the fragment in `packet`. True when it was the last one missing: `packet` then holds the whole payload. Pieces
   * that lie about their place, or belong to a datagram already given up, are `ip-fragment-ignored`; such as overlap others
   * `ip-fragment-overlap`; those pushed out by too many `ip-fragments-capped`.
   */
  add(packet: Packet): boolean
  /**
   * Gives up datagrams that have waited too long at `now`. Where the first piece is there, `packet` gets the payload as far
   * as it goes, with `wireEnd` beyond `end`, and `onCut` is called.
   */
  expire(now: Micros, packet: Packet, onCut: () => void): void
  /** When `expire` next has something to do; `Infinity` when nothing is held. */
  deadline(): Micros
}

/** Puts IPv4 (RFC 791 §3.2) and IPv6 (RFC 8200 §4.5) fragments together. */
export function createFragments(complain: Complain): Fragments {
  const table = new FlowTable()
  /** By row of the table, the oldest first. */
  const assemblies = new Map<number, Assembly>()
  const isDone = createDoneList()
  const addresses = new Int32Array(8)
  let deadline = Number.POSITIVE_INFINITY

  const tell = (kind: FlawKind, why: string, frame: number, times = 1): void =>
    complain(kind, why, { kind: 'frame', number: frame }, times)

  const setDeadline = (): void => {
    const oldest = assemblies.values().next().value
    deadline = oldest === undefined ? Number.POSITIVE_INFINITY : oldest.firstAt + FRAGMENT_WAIT_MICROS
  }

  const close = (assembly: Assembly): void => {
    assemblies.delete(assembly.row)
    table.remove(assembly.row)
  }

  /** The datagram the piece belongs to; undefined for one that is whole already and came twice. */
  const assemblyOf = (packet: Packet): Assembly | undefined => {
    const found = table.find(packet.addresses, packet.fragmentId, packet.protocol)
    const known = found < 0 ? undefined : assemblies.get(found)
    if (known !== undefined) return known
    if (isDone.recently(packet)) {
      tell('capture-duplicate', 'an IP fragment twice within 5 ms', packet.frame)
      return undefined
    }
    let bytes: Uint8Array | undefined
    if (assemblies.size >= MAX_FRAGMENTED) {
      const oldest = assemblies.values().next().value!
      close(oldest)
      // Nobody reads it any more, and a flood need not have memory of its own for each piece.
      bytes = oldest.bytes
      tell('ip-fragments-capped', `more than ${MAX_FRAGMENTED} datagrams in pieces`, packet.frame, oldest.pieces)
    }
    const row = table.add(packet.addresses, packet.fragmentId, packet.protocol)
    const assembly = open(row, packet, bytes ?? new Uint8Array(4_096))
    assemblies.set(assembly.row, assembly)
    setDeadline()
    return assembly
  }

  return {
    deadline: () => deadline,
    add(packet) {
      const length = packet.end - packet.start
      const end = packet.fragmentOffset + length
      const cut = packet.wireEnd > packet.end
      const misfit = packet.moreFragments && (length & 7) !== 0
      if (length <= 0 || cut || misfit || end > MAX_DATAGRAM_BYTES) {
        const why = cut ? 'cut by the snap length' : `${length} bytes at ${packet.fragmentOffset}`
        tell('ip-fragment-ignored', why, packet.frame)
        return false
      }
      const assembly = assemblyOf(packet)
      if (assembly === undefined) return false
      store(assembly, packet, end, tell)
      if (assembly.spoilt || assembly.held.length !== 1) return false
      const [from, to] = assembly.held[0]!
      if (from !== 0 || to !== assembly.total) return false
      close(assembly)
      setDeadline()
      isDone.remember(packet)
      packet.bytes = assembly.bytes
      packet.start = 0
      packet.end = to
      packet.wireEnd = to
      return true
    },
    expire(now, packet, onCut) {
      for (const assembly of assemblies.values()) {
        if (assembly.firstAt + FRAGMENT_WAIT_MICROS > now) break
        table.read(assembly.row, addresses)
        close(assembly)
        const first = assembly.held[0]
        if (assembly.spoilt || first === undefined) continue
        const why = 'the other pieces are not in the capture'
        tell('ip-fragment-ignored', why, assembly.frame || packet.frame, assembly.pieces)
        if (first[0] !== 0) continue
        restore(assembly, addresses, packet, first[1])
        onCut()
      }
      setDeadline()
    },
  }
}

function open(row: number, packet: Packet, bytes: Uint8Array): Assembly {
  return {
    row,
    version: packet.version,
    protocol: packet.protocol,
    ipId: packet.ipId,
    dscp: packet.dscp,
    ttl: packet.ttl,
    firstAt: packet.at,
    frame: 0,
    at: packet.at,
    bytes,
    total: undefined,
    held: [],
    pieces: 0,
    spoilt: false,
  }
}

/** The last datagrams put together, to know a piece that a mirror port delivers after they were whole. */
function createDoneList() {
  const ring: Done[] = []
  let newest = -1
  return {
    recently(packet: Packet): boolean {
      for (let back = 0; back < ring.length; back++) {
        const one = ring[(newest - back + ring.length) % ring.length]!
        if (Math.abs(packet.at - one.at) > DUPLICATE_MICROS) return false
        if (one.fragmentId !== packet.fragmentId || one.protocol !== packet.protocol) continue
        if (one.addresses.every((word, i) => word === packet.addresses[i])) return true
      }
      return false
    },
    remember(packet: Packet): void {
      newest = (newest + 1) % MAX_DONE
      const { fragmentId, protocol, at } = packet
      ring[newest] = { addresses: packet.addresses.slice(), fragmentId, protocol, at }
    },
  }
}

type Tell = (kind: FlawKind, why: string, frame: number) => void

/** Writes the piece to its place, unless it cannot be right beside those already there. */
function store(assembly: Assembly, packet: Packet, end: number, tell: Tell): void {
  const start = packet.fragmentOffset
  if (assembly.pieces >= MAX_PIECES) {
    tell('ip-fragments-capped', `more than ${MAX_PIECES} pieces of one datagram`, packet.frame)
    return
  }
  assembly.pieces++
  if (contradicts(assembly, packet, end)) {
    tell('ip-fragment-ignored', 'pieces that contradict each other', packet.frame)
    return
  }
  if (!packet.moreFragments) assembly.total = end
  makeRoom(assembly, end)
  if (assembly.held.some(([from, to]) => start < to && end > from)) {
    if (isCopy(assembly, packet, end)) {
      assembly.pieces--
      tell('capture-duplicate', 'an IP fragment twice', packet.frame)
      return
    }
    tell('ip-fragment-overlap', `bytes ${start} to ${end} again`, packet.frame)
    if (assembly.version === 6) assembly.spoilt = true
  }
  if (assembly.spoilt) return
  fillGaps(assembly, packet, end)
  if (start === 0 && assembly.frame === 0) {
    assembly.frame = packet.frame
    assembly.at = packet.at
  }
  assembly.held = joined([...assembly.held, [start, end]])
}

function contradicts({ total, held }: Assembly, { moreFragments }: Packet, end: number): boolean {
  if (total !== undefined && (end > total || (!moreFragments && end !== total))) return true
  return !moreFragments && end < (held.at(-1)?.[1] ?? 0)
}

function makeRoom(assembly: Assembly, end: number): void {
  if (end <= assembly.bytes.length) return
  const larger = new Uint8Array(2 ** Math.ceil(Math.log2(end)))
  larger.set(assembly.bytes)
  assembly.bytes = larger
}

/** True where all the bytes of the piece are there already, and the same. */
function isCopy({ held, bytes }: Assembly, packet: Packet, end: number): boolean {
  const from = packet.fragmentOffset
  if (!held.some(([low, high]) => from >= low && end <= high)) return false
  for (let i = from; i < end; i++) if (bytes[i] !== packet.bytes[packet.start + i - from]) return false
  return true
}

/** What came first stays. */
function fillGaps(assembly: Assembly, packet: Packet, end: number): void {
  const copy = (from: number, to: number): void => {
    const at = packet.start - packet.fragmentOffset
    if (to > from) assembly.bytes.set(packet.bytes.subarray(at + from, at + to), from)
  }
  let at = packet.fragmentOffset
  for (const [from, to] of assembly.held) {
    copy(at, Math.min(from, end))
    at = Math.max(at, to)
  }
  copy(at, end)
}

function joined(ranges: (readonly [number, number])[]): (readonly [number, number])[] {
  const sorted = ranges.sort((a, b) => a[0] - b[0])
  const result: [number, number][] = []
  for (const [start, end] of sorted) {
    const last = result.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

/** The payload up to the first gap, as the packet that carried its first piece. */
function restore(assembly: Assembly, addresses: Int32Array, packet: Packet, end: number): void {
  packet.frame = assembly.frame
  packet.at = assembly.at
  packet.bytes = assembly.bytes
  packet.start = 0
  packet.end = end
  // How much would have followed only the last piece tells; without it, the UDP header must.
  packet.wireEnd = assembly.total ?? MAX_DATAGRAM_BYTES
  packet.addresses.set(addresses)
  packet.version = assembly.version
  packet.protocol = assembly.protocol
  packet.ipId = assembly.ipId
  packet.dscp = assembly.dscp
  packet.ttl = assembly.ttl
  packet.ports = 0
}
