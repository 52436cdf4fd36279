import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Caller, Credentials } from '../app/app.ts'

const one = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0]

/** Whether a page of ours sent this: its Origin is the public one, or names the very host it was sent to. */
function isOwnOrigin(headers: IncomingHttpHeaders, publicOrigin: string | undefined): boolean {
  const { origin, host } = headers
  if (origin === undefined) return false
  if (origin === publicOrigin) return true
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}

/** What an HTTP request says about its sender. The cookie counts with our own Origin, or with none. */
export function credentialsOf({ headers }: IncomingMessage, publicOrigin: string | undefined): Credentials {
  const trusted = headers.origin === undefined || isOwnOrigin(headers, publicOrigin)
  return {
    authorization: headers.authorization,
    cookie: trusted ? headers.cookie : undefined,
    workspaceId: one(headers['x-workspace-id']),
  }
}

/**
 * What a socket says: the payload of connection_init, names in any case, perhaps within `headers`; else the cookie of
 * the upgrade, which counts only with our own Origin.
 */
export function socketCredentials(
  payload: Readonly<Record<string, unknown>> | undefined,
  { headers }: IncomingMessage,
  publicOrigin: string | undefined,
): Credentials {
  const said = (name: string) => member(payload, name) ?? member(asRecord(member(payload, 'headers')), name)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    authorization: text(said('authorization')),
    cookie: isOwnOrigin(headers, publicOrigin) ? headers.cookie : undefined,
    workspaceId: text(said('x-workspace-id')),
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined

function member(record: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  const key = Object.keys(record ?? {}).find((candidate) => candidate.toLowerCase() === name)
  return key === undefined ? undefined : record?.[key]
}

/**
 * Whether a request that carries a session cookie may have been made by a foreign page. Browsers let such a page neither
 * set a header of its own without asking us first, nor pretend to be of the same origin.
 */
export function mayBeForged(caller: Caller, { headers }: IncomingMessage, publicOrigin: string | undefined): boolean {
  if (caller.kind !== 'session' || caller.via !== 'cookie') return false
  if (isOwnOrigin(headers, publicOrigin) || headers['sec-fetch-site'] === 'same-origin') return false
  return headers['x-requested-with'] === undefined
}
