import { GraphQLError } from 'graphql'
import { Refusal, type RefusalCode } from '../model/refusal.ts'

export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'IDEMPOTENCY_CONFLICT',
  'SERVICE_UNAVAILABLE',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** The one place where a refusal becomes GraphQL's: its code, and the HTTP status where one says more than 200. */
const GRAPHQL: Record<RefusalCode, { readonly code: ErrorCode; readonly status?: number }> = {
  unauthenticated: { code: 'UNAUTHENTICATED', status: 401 },
  plan_required: { code: 'FORBIDDEN', status: 403 },
  forbidden: { code: 'FORBIDDEN', status: 403 },
  invalid_input: { code: 'BAD_USER_INPUT' },
  no_sip_found: { code: 'BAD_USER_INPUT' },
  fetch_failed: { code: 'BAD_USER_INPUT' },
  method_not_allowed: { code: 'BAD_USER_INPUT' },
  not_found: { code: 'NOT_FOUND' },
  payload_too_large: { code: 'PAYLOAD_TOO_LARGE', status: 413 },
  rate_limited: { code: 'RATE_LIMITED', status: 429 },
  idempotency_conflict: { code: 'IDEMPOTENCY_CONFLICT', status: 409 },
  service_unavailable: { code: 'SERVICE_UNAVAILABLE', status: 503 },
}

export const errorCodeOf = (refusal: Refusal): ErrorCode => GRAPHQL[refusal.code].code

/** A refusal because of a limit on the operation itself; `limit` names which. */
export function overLimit(
  limit: string,
  message: string,
  options: { nodes?: GraphQLError['nodes'] } = {},
): GraphQLError {
  return new GraphQLError(message, {
    ...options,
    extensions: { code: 'BAD_USER_INPUT', limit, http: { spec: true, status: 400 } },
  })
}

export interface ErrorReport {
  readonly requestId: string
  readonly transport: 'http' | 'ws'
  /** Told of what we did not foresee, with the request id the client sees. */
  unforeseen(error: unknown): void
}

/** What a client is told: a refusal as it is, a GraphQL error with a code, anything else masked and reported. */
export function toClient(error: unknown, report: ErrorReport): GraphQLError {
  const cause = rootCause(error)
  const where = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}
  if (cause instanceof Refusal) {
    return new GraphQLError(cause.message, { ...where, extensions: refusalExtensions(cause, report.transport) })
  }
  if (cause instanceof GraphQLError) return withCode(cause, report.transport)
  report.unforeseen(cause)
  const http = report.transport === 'http' ? { http: { status: 500 } } : {}
  return new GraphQLError('Something went wrong on our side. Quote the request id when you report it.', {
    ...where,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: report.requestId, ...http },
  })
}

function rootCause(error: unknown): unknown {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError
  return cause
}

function refusalExtensions(refusal: Refusal, transport: 'http' | 'ws'): Record<string, unknown> {
  const { code, status } = GRAPHQL[refusal.code]
  const extensions: Record<string, unknown> = { code }
  if (refusal.issues.length > 0) extensions.issues = refusal.issues
  if (code === 'RATE_LIMITED') extensions.resetAt = nextUtcMidnight(Date.now())
  if (code === 'SERVICE_UNAVAILABLE') extensions.retryAfter = refusal.retryAfterSeconds ?? 1
  if (transport === 'http' && status !== undefined) {
    const seconds = refusal.retryAfterSeconds
    extensions.http = seconds === undefined ? { status } : { status, headers: { 'Retry-After': String(seconds) } }
  }
  return extensions
}

/** Syntax, validation and variable errors get our code; over a socket the HTTP advice is left out. */
function withCode(error: GraphQLError, transport: 'http' | 'ws'): GraphQLError {
  const { http, code, ...rest } = error.extensions
  const ours = new Set<unknown>([...ERROR_CODES, 'INTERNAL_SERVER_ERROR'])
  const extensions: Record<string, unknown> = { ...rest, code: ours.has(code) ? code : codeOfStatus(http) }
  if (transport === 'http' && http !== undefined) extensions.http = http
  const { nodes, source, positions, path } = error
  return new GraphQLError(error.message, { nodes, source, positions, path, extensions })
}

function codeOfStatus(http: unknown): ErrorCode {
  const status = typeof http === 'object' && http !== null && 'status' in http ? http.status : undefined
  return status === 413 ? 'PAYLOAD_TOO_LARGE' : 'BAD_USER_INPUT'
}

function nextUtcMidnight(nowMs: number): string {
  const day = 86_400_000
  return new Date((Math.floor(nowMs / day) + 1) * day).toISOString()
}
