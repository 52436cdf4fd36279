import type { Endpoint } from './endpoint.ts'
import type { Micros } from './time.ts'

/** A UDPTL packet (ITU-T T.38 §9.1). */
export interface UdptlPacket {
  readonly frame: number
  readonly at: Micros
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly sequence: number
  /** What the primary IFP says: `cng`, `v21-preamble` ... for indicators, `v21-data`, `v17-14400-data` ... for data. */
  readonly primary: string
  /** Earlier IFPs sent again with it, or 0. */
  readonly redundancy: number
  /** Parity entries, or 0. */
  readonly fec: number
}

/** T.38 from one port to another. */
export interface FaxStream {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly firstFrame: number
  readonly firstAt: Micros
  readonly lastAt: Micros
  /** Received, repeated ones included. */
  readonly packets: number
  /** Sequence numbers that never came, whether or not redundancy made up for them. */
  readonly lost: number
  /** Of these, those no later packet could make up for: longer gaps than the redundancy reaches back. */
  readonly unrecovered: number
  readonly repeated: number
  /** The most that one packet carried. */
  readonly redundancy: number
  readonly fec: number
  /** What was said, each once, in order of appearance. */
  readonly primaries: readonly string[]
}
