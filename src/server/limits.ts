import { OPERATION_LIMITS, type OperationLimits } from '../graphql/limits.ts'

/** Chosen by us. */
export interface ServerLimits extends OperationLimits {
  /** A socket says `connection_init` within this, or is closed with 4408. */
  readonly connectionInitMs: number
  /** Between pings; a socket that has not answered by the next one is gone. */
  readonly pingMs: number
  /** A socket on which nothing runs is closed after this. */
  readonly idleMs: number
  /** One message from a client: a trace of 512,000 bytes all written as escapes fits. */
  readonly messageBytes: number
  /** Operations running on one socket. */
  readonly operationsPerSocket: number
  /** Request line and headers must be there within this. */
  readonly headersMs: number
  /** The body of a GraphQL request must be there within this. */
  readonly bodyMs: number
}

export const SERVER_LIMITS: ServerLimits = {
  ...OPERATION_LIMITS,
  connectionInitMs: 5_000,
  pingMs: 12_000,
  idleMs: 15 * 60_000,
  messageBytes: 4 * 1024 * 1024,
  operationsPerSocket: 20,
  headersMs: 15_000,
  bodyMs: 60_000,
}
