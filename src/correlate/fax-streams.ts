import { endpointText } from '../model/endpoint.ts'
import type { FaxStream, UdptlPacket } from '../model/fax.ts'
import type { Complain } from '../model/flaw.ts'

/** A step of the sequence number that is no loss but a new beginning. Chosen by us. */
const MAX_GAP = 1_000
/** Different things said that are listed; T.38 has some forty. Chosen by us. */
const MAX_PRIMARIES = 64

/** Counts T.38 from port to port. */
export interface FaxStreams {
  packet(packet: UdptlPacket): void
  /** In order of appearance; the list and those on it go on growing. */
  list(): readonly FaxStream[]
}

interface State {
  readonly stream: { -readonly [key in keyof FaxStream]: FaxStream[key] }
  last: number
  /** Sequence numbers that did not come, the latest ones, and whether redundancy made up for each. */
  readonly missing: Map<number, boolean>
}

/** At most `max` streams; those beyond are `fax-streams-capped`. */
export function createFaxStreams(complain: Complain, max: number): FaxStreams {
  const states = new Map<string, State>()
  const list: FaxStream[] = []

  const open = (key: string, packet: UdptlPacket): State | undefined => {
    if (states.size >= max) {
      complain('fax-streams-capped', endpointText(packet.source), { kind: 'frame', number: packet.frame })
      return undefined
    }
    const stream = emptyStream(packet)
    const state = { stream, last: packet.sequence - 1, missing: new Map() }
    states.set(key, state)
    list.push(stream)
    return state
  }

  return {
    packet(packet) {
      const key = `${endpointText(packet.source)} ${endpointText(packet.destination)}`
      const state = states.get(key) ?? open(key, packet)
      if (state !== undefined) count(state, packet)
    },
    list: () => list,
  }
}

const emptyStream = ({ source, destination, frame, at }: UdptlPacket): State['stream'] => ({
  source,
  destination,
  firstFrame: frame,
  firstAt: at,
  lastAt: at,
  packets: 0,
  lost: 0,
  unrecovered: 0,
  repeated: 0,
  redundancy: 0,
  fec: 0,
  primaries: [],
})

function count(state: State, packet: UdptlPacket): void {
  const { stream } = state
  stream.packets++
  stream.lastAt = packet.at
  stream.redundancy = Math.max(stream.redundancy, packet.redundancy)
  stream.fec = Math.max(stream.fec, packet.fec)
  if (!stream.primaries.includes(packet.primary) && stream.primaries.length < MAX_PRIMARIES) {
    stream.primaries = [...stream.primaries, packet.primary]
  }
  const step = (packet.sequence - state.last) & 0xffff
  if (step === 0 || step > 0xffff - MAX_GAP) behind(state, packet.sequence)
  else ahead(state, packet, step)
}

/** A copy, or one that comes late after all. */
function behind({ stream, missing }: State, sequence: number): void {
  const recovered = missing.get(sequence)
  if (recovered === undefined) {
    stream.repeated++
    return
  }
  missing.delete(sequence)
  stream.lost--
  if (!recovered) stream.unrecovered--
}

function ahead(state: State, { sequence, redundancy }: UdptlPacket, step: number): void {
  const { stream, missing } = state
  state.last = sequence
  if (step > MAX_GAP) {
    missing.clear()
    return
  }
  for (let back = step - 1; back >= 1; back--) {
    const recovered = back <= redundancy
    stream.lost++
    if (!recovered) stream.unrecovered++
    if (missing.size >= MAX_GAP) missing.delete(missing.keys().next().value!)
    missing.set((sequence - back) & 0xffff, recovered)
  }
}
