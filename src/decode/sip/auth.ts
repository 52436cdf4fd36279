import { type Parameters, parametersOf, splitOutside } from './token.ts'

/** A challenge (WWW-Authenticate, Proxy-Authenticate) or credentials (Authorization ...), RFC 3261 §22, RFC 8760. */
export interface Auth {
  /** Lower case: `digest`, `basic`, `bearer`, `aka` ... */
  readonly scheme: string
  /** By lower-case name, unquoted: `realm`, `nonce`, `algorithm`, `qop`, `stale`, `username`, `response` ... */
  readonly params: Parameters
  /** The one opaque string of `Basic` and `Bearer`; undefined where there are parameters. */
  readonly token: string | undefined
}

/** Undefined when there is no scheme or nothing after it. */
export function parseAuth(value: string): Auth | undefined {
  const match = /^\s{0,99}([A-Za-z][A-Za-z0-9-]*)[\s,]+(\S.*)$/s.exec(value)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const scheme = match[1].toLowerCase()
  const rest = match[2].trim()
  if (/^[A-Za-z0-9+/._~-]+=*$/.test(rest)) return { scheme, params: new Map(), token: rest }
  return { scheme, params: parametersOf(splitOutside(rest, ',')), token: undefined }
}
