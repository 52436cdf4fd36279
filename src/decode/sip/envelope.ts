import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Direction } from '../../model/message.ts'
import type { Origin } from '../../model/origin.ts'
import type { Micros } from '../../model/time.ts'

/** What is known of a message from outside it: a packet's layer 3 and 4, or the line a log wrote above it. */
export interface Envelope {
  readonly number: number
  readonly at: Micros | undefined
  readonly origin: Origin
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  readonly direction?: Direction | undefined
  /** Of `layer3Of`. */
  readonly layer3?: number
  readonly capturePoint?: number
  /** False when the packet or text was visibly cut. True when it is known whole. */
  readonly complete?: boolean
  /** Octets that the text was, where it came as such. */
  readonly octets?: number
  /** Input line of each line of the text, where they do not simply follow each other. */
  readonly lines?: readonly number[]
}
