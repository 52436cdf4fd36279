import type { Failure } from '../model/analysis.ts'
import { Refusal, type RefusalCode } from '../model/refusal.ts'

/** An error answer: `{"error", "code", "request_id"}` with this status. */
export interface Problem {
  readonly status: number
  readonly code: string
  /** A sentence a person can act on. */
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
}

/** The one place where a refusal becomes an HTTP status. */
const STATUS: Record<RefusalCode, number> = {
  unauthenticated: 401,
  plan_required: 403,
  forbidden: 403,
  invalid_input: 400,
  no_sip_found: 400,
  fetch_failed: 400,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  rate_limited: 429,
  idempotency_conflict: 409,
  service_unavailable: 503,
}

const RETRY: ReadonlySet<RefusalCode> = new Set(['rate_limited', 'service_unavailable'])

/** What the client is told of a thrown error; undefined for one that nobody foresaw. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Refusal)) return undefined
  const headers: Record<string, string> = {}
  if (error.code === 'unauthenticated') headers['WWW-Authenticate'] = 'Bearer'
  if (RETRY.has(error.code)) headers['Retry-After'] = String(error.retryAfterSeconds ?? 1)
  return { status: STATUS[error.code], code: error.code, message: error.message, headers }
}

export const INTERNAL: Problem = {
  status: 500,
  code: 'internal',
  message: 'Something went wrong on our side. Quote the request id when you report it.',
  headers: {},
}

/** An analysis that failed: the input's fault is the caller's to mend, the service's own can be tried again. */
export function problemOfFailure({ code, message, retryable }: Failure): Problem {
  const input = ['no_sip_found', 'fetch_failed', 'payload_too_large', 'invalid_input'] as const
  const refused = input.find((known) => known === code)
  if (refused !== undefined) return { status: STATUS[refused], code, message, headers: {} }
  if (retryable) return { status: 503, code: 'service_unavailable', message, headers: { 'Retry-After': '5' } }
  return { status: 500, code, message, headers: {} }
}

export const CANCELLED: Problem = {
  status: 409,
  code: 'cancelled',
  message: 'This analysis was cancelled before it ended. Send it again to start a new one.',
  headers: {},
}
