/** Why a caller is refused. GraphQL's `extensions.code`, REST's `code` and the HTTP status derive from this one union. */
export type RefusalCode =
  | 'unauthenticated'
  | 'plan_required'
  | 'forbidden'
  | 'invalid_input'
  | 'no_sip_found'
  | 'fetch_failed'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'rate_limited'
  | 'idempotency_conflict'
  | 'service_unavailable'

/** A refusal: one sentence a person can act on, and a code a program can. The only error that reaches a client as it is. */
export class Refusal extends Error {
  readonly code: RefusalCode
  /** Where in the input, for `invalid_input`. */
  readonly issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[]
  /** For `rate_limited` and `service_unavailable`. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: RefusalCode,
    message: string,
    more: { issues?: Refusal['issues']; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Refusal'
    this.code = code
    this.issues = more.issues ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}
