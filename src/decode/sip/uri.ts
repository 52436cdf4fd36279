import { type Parameters, parseParams } from './token.ts'

/** A SIP, SIPS or tel URI (RFC 3261 §19.1, RFC 3966). Other schemes have only `scheme` and `user` (all after the colon). */
export interface Uri {
  /** Lower case: `sip`, `sips`, `tel`, `urn` ... */
  readonly scheme: string
  /** User part or telephone number, percent escapes as written; undefined without one. */
  readonly user: string | undefined
  readonly password: string | undefined
  /** As written, IPv6 without brackets; empty for schemes without a host. */
  readonly host: string
  readonly port: number | undefined
  readonly params: Parameters
  /** What follows `?`, undecoded. */
  readonly headers: string | undefined
}

const NO_PARAMS: Parameters = new Map()

/** Undefined when there is no scheme, or no host where the scheme needs one. Surrounding `<>` and blanks are ignored. */
export function parseUri(text: string): Uri | undefined {
  let uri = text.trim()
  if (uri.startsWith('<') && uri.endsWith('>')) uri = uri.slice(1, -1).trim()
  if (uri.startsWith('sip:')) return parseSipUri('sip', uri.slice(4))
  const colon = uri.indexOf(':')
  if (colon < 1 || !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(uri.slice(0, colon))) return undefined
  const scheme = uri.slice(0, colon).toLowerCase()
  const rest = uri.slice(colon + 1)
  if (scheme === 'sip' || scheme === 'sips') return parseSipUri(scheme, rest)
  if (rest === '') return undefined
  const semicolon = scheme === 'tel' ? rest.indexOf(';') : -1
  const user = semicolon < 0 ? rest : rest.slice(0, semicolon)
  const params = semicolon < 0 ? NO_PARAMS : parseParams(rest.slice(semicolon))
  return { scheme, user, password: undefined, host: '', port: undefined, params, headers: undefined }
}

function parseSipUri(scheme: string, rest: string): Uri | undefined {
  // The user part may hold `;` and `?` (RFC 3261 §25.1 user-unreserved), so `@` is looked for first.
  const at = rest.lastIndexOf('@')
  const userinfo = at < 0 ? undefined : rest.slice(0, at)
  const afterUser = rest.slice(at + 1)
  const question = afterUser.indexOf('?')
  const address = question < 0 ? afterUser : afterUser.slice(0, question)
  const semicolon = address.indexOf(';')
  const hostPort = parseHostPort(semicolon < 0 ? address : address.slice(0, semicolon))
  if (hostPort === undefined) return undefined
  const colon = userinfo?.indexOf(':') ?? -1
  return {
    scheme,
    user: colon < 0 ? userinfo : userinfo?.slice(0, colon),
    password: colon < 0 ? undefined : userinfo?.slice(colon + 1),
    ...hostPort,
    params: semicolon < 0 ? NO_PARAMS : parseParams(address.slice(semicolon)),
    headers: question < 0 ? undefined : afterUser.slice(question + 1),
  }
}

/** `host`, `host:port`, `[v6]:port`; blanks around the colon allowed. A port that is no number up to 65,535 is undefined. */
export function parseHostPort(text: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const trimmed = text.trim()
  const bracket = trimmed.startsWith('[') ? trimmed.indexOf(']') : -1
  const bare = bracket < 0 && trimmed.indexOf(':') !== trimmed.lastIndexOf(':')
  // An IPv6 literal without brackets is against RFC 5118 §4.1, yet written; its port cannot be told.
  if (bare) return { host: trimmed, port: undefined }
  const colon = trimmed.indexOf(':', bracket + 1)
  const end = colon < 0 ? trimmed.length : colon
  const host = bracket < 0 ? trimmed.slice(0, end).trim() : trimmed.slice(1, bracket)
  if (host === '') return undefined
  return { host, port: colon < 0 ? undefined : portOf(trimmed.slice(colon + 1).trim()) }
}

function portOf(digits: string): number | undefined {
  if (!/^\d{1,5}$/.test(digits)) return undefined
  const port = Number(digits)
  return port <= 65_535 ? port : undefined
}
