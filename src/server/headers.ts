import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App, Caller, Quota } from '../app/app.ts'
import { MICROS_PER_SECOND } from '../model/time.ts'

/** The id under which we log a request: the client's own when it is short and plain, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID()
}

const EXPOSED = 'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Retry-After'
const ALLOWED = 'Authorization, Content-Type, Idempotency-Key, X-Request-Id, X-Requested-With, X-Workspace-Id, Accept'

/** Any page may call with a key; none but ours gets in with a cookie, since credentials are not allowed here. */
const CORS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': EXPOSED,
}

export const PREFLIGHT: Readonly<Record<string, string>> = {
  ...CORS,
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': ALLOWED,
  'Access-Control-Max-Age': '86400',
}

/** Headers of every response of /v1 and /graphql, success or error. */
export async function apiHeaders(
  app: App,
  caller: Caller,
  requestId: string,
  known?: Quota,
): Promise<Readonly<Record<string, string>>> {
  const { limit, remaining, resetsAt } = known ?? (await app.quota(caller))
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.floor(resetsAt / MICROS_PER_SECOND)),
    'X-Request-Id': requestId,
    ...CORS,
  }
}

/** A small JSON answer outside the API. */
export function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

/** A page that runs nothing and loads nothing. */
export function answerPage(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(html)
}
