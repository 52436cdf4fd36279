import type { UdptlPacket } from '../../model/fax.ts'
import type { SipMessage } from '../../model/message.ts'
import type { Protocol } from '../../model/traffic.ts'
import { addressText, canonicalAddress, type createEndpoints } from '../network/address.ts'
import { FlowTable } from '../network/flow-table.ts'
import type { Packet } from '../network/packet.ts'
import { decodeUdptl, UdptlHeader } from './udptl.ts'

/** Places announced for T.38 that are remembered; when full all are forgotten. Chosen by us. */
const MAX_PLACES = 16_384
/** Flows that may yet turn out to be T.38; when full all are forgotten. Chosen by us. */
const MAX_CANDIDATES = 64
/**
 * Points that make a flow T.38 without a description: one for each packet that follows the one before, one more when it
 * carries that one again. Chosen by us: the header alone has no more than a few bits to tell.
 */
const ENOUGH = 4
/** Steps of the sequence number that still follow: copies, and a packet or two lost. */
const MAX_STEP = 3
/** Packets of one flow held back until it is believed. Chosen by us. */
const MAX_HELD = 16
/** Bytes of a primary IFP that are compared with its repetition. */
const COMPARED_BYTES = 64

/** Finds T.38 where a description announced it (`m=image ... udptl`), or where packets in a row make sense as nothing else. */
export interface T38Flows {
  /** Takes note of where the message's description wants T.38. */
  learn(message: SipMessage): void
  /** Whether a description announced T.38 on some port at all: the first question, asked of every packet. */
  expected(): boolean
  /** The packet goes to such a place and is UDPTL: it has been handed on. */
  takeAnnounced(packet: Packet): boolean
  /**
   * For payloads nothing else explains, which count as `name` unless this is true. Packets held back until the flow was
   * believed are handed on before the last.
   */
  takeUnknown(packet: Packet, name: Protocol): boolean
}

/** Takes a packet; one that was held back has been counted as something else. */
export type UdptlSink = (packet: UdptlPacket, countedAs: Protocol | undefined) => void

interface Candidate {
  points: number
  sequence: number
  /** The last primary IFP, its first bytes. */
  readonly primary: Uint8Array
  primaryLength: number
  readonly held: { readonly packet: UdptlPacket; readonly countedAs: Protocol }[]
}

export function createT38Flows(sink: UdptlSink, endpoints: ReturnType<typeof createEndpoints>): T38Flows {
  const header = new UdptlHeader()
  /** Addresses by port: nearly every packet falls at the port. */
  const places = new Map<number, Set<string>>()
  let table = new FlowTable()
  let candidates: Candidate[] = []
  let known = 0

  const expect = (address: string, port: number): void => {
    if (known >= MAX_PLACES) {
      places.clear()
      known = 0
    }
    const there = places.get(port)
    if (there?.has(address)) return
    known++
    if (there === undefined) places.set(port, new Set([address]))
    else there.add(address)
  }

  const eventOf = (packet: Packet): UdptlPacket => ({
    frame: packet.frame,
    at: packet.at,
    source: endpoints.source(packet),
    destination: endpoints.destination(packet),
    sequence: header.sequence,
    primary: header.primary,
    redundancy: header.redundancy,
    fec: header.fec,
  })

  const candidateOf = (packet: Packet): Candidate => {
    const found = table.find(packet.addresses, packet.ports, 0)
    if (found >= 0) return candidates[found]!
    if (table.size >= MAX_CANDIDATES) {
      table = new FlowTable()
      candidates = []
    }
    const candidate = {
      points: 0,
      sequence: -1,
      primary: new Uint8Array(COMPARED_BYTES),
      primaryLength: 0,
      held: [],
    }
    candidates[table.add(packet.addresses, packet.ports, 0)] = candidate
    return candidate
  }

  const follow = (candidate: Candidate, packet: Packet, countedAs: Protocol): void => {
    const step = candidate.sequence < 0 ? -1 : (header.sequence - candidate.sequence) & 0xffff
    if (step < 0 || step > MAX_STEP) {
      candidate.points = 0
      candidate.held.length = 0
    } else if (step > 0) {
      candidate.points++
      if (step === 1 && repeats(header, packet.bytes, candidate)) candidate.points++
    }
    candidate.sequence = header.sequence
    candidate.primaryLength = header.primaryEnd - header.primaryStart
    const kept = Math.min(candidate.primaryLength, COMPARED_BYTES)
    candidate.primary.set(packet.bytes.subarray(header.primaryStart, header.primaryStart + kept))
    // Copies earn nothing: of a flow that only repeats itself the first ones stay.
    if (candidate.points < ENOUGH && candidate.held.length < MAX_HELD) {
      candidate.held.push({ packet: eventOf(packet), countedAs })
    }
  }

  return {
    learn({ description }) {
      for (const media of description?.media ?? []) {
        if (media.kind !== 'image' || media.port === 0 || media.profile.toLowerCase() !== 'udptl') continue
        const address = canonicalAddress((media.connection ?? description?.connection)?.address ?? '')
        if (address !== undefined) expect(address, media.port)
      }
    },
    expected: () => known > 0,
    takeAnnounced(packet) {
      const there = places.get(packet.ports & 0xffff)
      if (there === undefined || !there.has(addressText(packet.addresses, 4))) return false
      if (!decodeUdptl(header, packet.bytes, packet.start, packet.end)) return false
      sink(eventOf(packet), undefined)
      return true
    },
    takeUnknown(packet, name) {
      if (!decodeUdptl(header, packet.bytes, packet.start, packet.end)) return false
      const candidate = candidateOf(packet)
      follow(candidate, packet, name)
      if (candidate.points < ENOUGH) return false
      for (const { packet: earlier, countedAs } of candidate.held) sink(earlier, countedAs)
      sink(eventOf(packet), undefined)
      table.remove(table.find(packet.addresses, packet.ports, 0))
      expect(addressText(packet.addresses, 4), packet.ports & 0xffff)
      return true
    },
  }
}

/** Whether the first earlier IFP is the primary of the packet before. */
function repeats({ previousStart, previousEnd }: UdptlHeader, bytes: Uint8Array, before: Candidate): boolean {
  const length = previousEnd - previousStart
  if (length === 0 || length !== before.primaryLength) return false
  for (let i = 0; i < Math.min(length, COMPARED_BYTES); i++) {
    if (bytes[previousStart + i] !== before.primary[i]) return false
  }
  return true
}
