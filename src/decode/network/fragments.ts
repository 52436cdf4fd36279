import type { Complain } from '../../model/flaw.ts'
import type { Micros } from '../../model/time.ts'
import type { Packet } from './packet.ts'

/** Datagrams in pieces held at once, and pieces per datagram. Chosen by us; a flood of pieces pushes out the oldest. */
export const MAX_FRAGMENTED = 256
const MAX_PIECES = 128
const MAX_DATAGRAM_BYTES = 65_535
/**
 * Pieces leave their sender back to back. Hosts wait 15 s and more for a late one (RFC 8200 §4.5: 60 s); we wait less than
 * T1 (RFC 3261 §17.1.1.1), so that a cut message still comes before its retransmission.
 */
export const FRAGMENT_WAIT_MICROS = 400_000

interface Assembly {
  readonly addresses: Int32Array
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
}

export interface Fragments {
  /**
   * Takes the fragment in `packet`. True when it was the last one missing: `packet` then holds the whole payload. Pieces
   * that lie about their place, or belong to a datagram already given up, are `ip-fragment-ignored`.
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
  const assemblies = new Map<string, Assembly>()
  let deadline = Number.POSITIVE_INFINITY

  const ignore = (count: number, why: string, frame: number): void => {
    for (let i = 0; i < count; i++) complain('ip-fragment-ignored', why, { kind: 'frame', number: frame })
  }

  const setDeadline = (): void => {
    const oldest = assemblies.values().next().value
    deadline = oldest === undefined ? Number.POSITIVE_INFINITY : oldest.firstAt + FRAGMENT_WAIT_MICROS
  }

  return {
    deadline: () => deadline,
    add(packet) {
      const length = packet.end - packet.start
      const end = packet.fragmentOffset + length
      const cut = packet.wireEnd > packet.end
      const misfit = packet.moreFragments && (length & 7) !== 0
      if (length <= 0 || cut || misfit || end > MAX_DATAGRAM_BYTES) {
        ignore(1, cut ? 'cut by the snap length' : `${length} bytes at ${packet.fragmentOffset}`, packet.frame)
        return false
      }
      const key = `${packet.fragmentId} ${packet.protocol} ${packet.addresses.join()}`
      let assembly = assemblies.get(key)
      if (assembly === undefined) {
        if (assemblies.size >= MAX_FRAGMENTED) {
          const [oldestKey, oldest] = assemblies.entries().next().value!
          assemblies.delete(oldestKey)
          ignore(oldest.pieces, `more than ${MAX_FRAGMENTED} datagrams in pieces`, packet.frame)
        }
        assembly = open(packet)
        assemblies.set(key, assembly)
        setDeadline()
      }
      if (!store(assembly, packet, end)) ignore(1, 'pieces that contradict each other', packet.frame)
      if (assembly.held.length !== 1 || assembly.held[0]![0] !== 0 || assembly.held[0]![1] !== assembly.total)
        return false
      assemblies.delete(key)
      setDeadline()
      packet.bytes = assembly.bytes
      packet.start = 0
      packet.end = assembly.total
      packet.wireEnd = assembly.total
      return true
    },
    expire(now, packet, onCut) {
      for (const [key, assembly] of assemblies) {
        if (assembly.firstAt + FRAGMENT_WAIT_MICROS > now) break
        assemblies.delete(key)
        const first = assembly.held[0]!
        const readable = first[0] === 0
        ignore(assembly.pieces, 'the other pieces are not in the capture', assembly.frame || packet.frame)
        if (!readable) continue
        restore(assembly, packet, first[1])
        onCut()
      }
      setDeadline()
    },
  }
}

function open(packet: Packet): Assembly {
  return {
    addresses: packet.addresses.slice(),
    version: packet.version,
    protocol: packet.protocol,
    ipId: packet.ipId,
    dscp: packet.dscp,
    ttl: packet.ttl,
    firstAt: packet.at,
    frame: 0,
    at: packet.at,
    bytes: new Uint8Array(4_096),
    total: undefined,
    held: [],
    pieces: 0,
  }
}

/** False when the piece cannot be right beside those already there. */
function store(assembly: Assembly, packet: Packet, end: number): boolean {
  const start = packet.fragmentOffset
  assembly.pieces++
  if (assembly.pieces > MAX_PIECES) return false
  if (assembly.total !== undefined && (end > assembly.total || (!packet.moreFragments && end !== assembly.total))) {
    return false
  }
  const reached = assembly.held.at(-1)?.[1] ?? 0
  if (!packet.moreFragments && end < reached) return false
  if (end > assembly.bytes.length) {
    const larger = new Uint8Array(2 ** Math.ceil(Math.log2(end)))
    larger.set(assembly.bytes)
    assembly.bytes = larger
  }
  if (!packet.moreFragments) assembly.total = end
  assembly.bytes.set(packet.bytes.subarray(packet.start, packet.end), start)
  if (start === 0) {
    assembly.frame = packet.frame
    assembly.at = packet.at
  }
  assembly.held = joined([...assembly.held, [start, end]])
  return true
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
function restore(assembly: Assembly, packet: Packet, end: number): void {
  packet.frame = assembly.frame
  packet.at = assembly.at
  packet.bytes = assembly.bytes
  packet.start = 0
  packet.end = end
  // How much would have followed only the last piece tells; without it, the UDP header must.
  packet.wireEnd = assembly.total ?? MAX_DATAGRAM_BYTES
  packet.addresses.set(assembly.addresses)
  packet.version = assembly.version
  packet.protocol = assembly.protocol
  packet.ipId = assembly.ipId
  packet.dscp = assembly.dscp
  packet.ttl = assembly.ttl
  packet.ports = 0
}
