import type { Endpoint } from './endpoint.ts'
import type { Micros } from './time.ts'

/** The methods a media path uses (RFC 8489 §17.2, RFC 8656 §17), and the shared secret of RFC 3489. */
export type StunMethod =
  | 'binding'
  | 'shared-secret'
  | 'allocate'
  | 'refresh'
  | 'send'
  | 'data'
  | 'create-permission'
  | 'channel-bind'
  | 'other'

/** A STUN message (RFC 8489), or a classic one (RFC 3489, which has no magic cookie). Absent attributes are undefined. */
export interface StunMessage {
  readonly frame: number
  readonly at: Micros
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly class: 'request' | 'indication' | 'success' | 'error'
  readonly method: StunMethod
  /** In hexadecimal: 96 bits, of a classic message 128. */
  readonly transactionId: string
  readonly classic: boolean
  readonly attributes: StunAttributes
}

export interface StunAttributes {
  /** (XOR-)MAPPED-ADDRESS: the sender of the request as the server saw it. */
  readonly mapped: Endpoint | undefined
  /** XOR-RELAYED-ADDRESS and XOR-PEER-ADDRESS, the first one (RFC 8656 §18). */
  readonly relayed: Endpoint | undefined
  readonly peer: Endpoint | undefined
  readonly channel: number | undefined
  readonly username: string | undefined
  readonly realm: string | undefined
  readonly software: string | undefined
  readonly priority: number | undefined
  /** ICE (RFC 8445 §16.1). */
  readonly useCandidate: boolean
  readonly role: 'controlling' | 'controlled' | undefined
  readonly error: StunError | undefined
  /** Whether FINGERPRINT fits the message (RFC 8489 §14.7); undefined without one. */
  readonly fingerprint: boolean | undefined
}

export interface StunError {
  readonly code: number
  readonly reason: string
}

/**
 * All transactions of one method from one client to one server or peer. An ICE agent repeats its check every few seconds
 * as long as the call lasts, so they are added up.
 */
export interface StunExchange {
  readonly client: Endpoint
  readonly server: Endpoint
  readonly method: StunMethod
  /** Of the first request, or of the first answer where the input has no request. */
  readonly firstFrame: number
  readonly firstAt: Micros
  readonly lastAt: Micros
  readonly transactions: number
  /** Requests, those sent again included. */
  readonly requests: number
  readonly successes: number
  /** Transactions that neither a success nor an error has answered so far. */
  readonly unanswered: number
  readonly errors: readonly (StunError & { readonly count: number; readonly frame: number; readonly at: Micros })[]
  /** The first check with USE-CANDIDATE that succeeded: its answer. */
  readonly nominated: { readonly frame: number; readonly at: Micros } | undefined
  readonly roundTripMs: { readonly min: number; readonly max: number } | undefined
  /** As last told. */
  readonly mapped: Endpoint | undefined
  readonly relayed: Endpoint | undefined
  readonly peer: Endpoint | undefined
  readonly username: string | undefined
  readonly realm: string | undefined
  readonly software: string | undefined
  readonly role: StunAttributes['role']
}
