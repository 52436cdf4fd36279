import { type Parameters, parseDecimal, parseParams } from './token.ts'

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

/** Percent escapes undone as UTF-8 (RFC 3261 §19.1.2); what is no escape stays. */
export function unescaped(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    // Broken escapes, or bytes that are no UTF-8: one by one, so that the good ones are read.
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
}

/** Headers of one URI that are read. */
const MAX_URI_HEADERS = 64

/** The headers a request to this URI is to carry, by lower-case name, unescaped: `?Replaces=...&Require=replaces` (RFC 3261 §19.1.1). */
export function uriHeaders({ headers }: Uri): Parameters {
  if (!headers) return NO_PARAMS
  const found = new Map<string, string>()
  for (const pair of headers.split('&', MAX_URI_HEADERS)) {
    const equals = pair.indexOf('=')
    const name = unescaped(equals < 0 ? pair : pair.slice(0, equals))
      .trim()
      .toLowerCase()
    if (name !== '' && !found.has(name)) found.set(name, equals < 0 ? '' : unescaped(pair.slice(equals + 1)))
  }
  return found
}

/** A telephone number in a tel URI or in the user part of a SIP URI (RFC 3966, RFC 3261 §19.1.6). */
export interface Telephone {
  /** Without visual separators: `+12025550101`, `*31`. */
  readonly number: string
  /** It begins with `+`: E.164, the same everywhere. */
  readonly global: boolean
  /** It was written with visual separators. */
  readonly separated: boolean
  /** `phone-context`, `isub`, `ext`, `npdi`, `rn` ... */
  readonly params: Parameters
}

const NUMBER = /^\+?[0-9*#().-]{1,100}$/
/** RFC 3966 §3 lets a local number have hexadecimal digits; in a SIP URI such a word is a name. */
const LOCAL_NUMBER = /^[0-9A-F*#().-]{1,100}$/i
const DIGIT = /[0-9*#]/

/** Undefined for a user part that is no number: a name, or a SIP URI without a user. */
export function telephoneOf({ scheme, user, params }: Uri): Telephone | undefined {
  if (user === undefined || (scheme !== 'tel' && scheme !== 'sip' && scheme !== 'sips')) return undefined
  const semicolon = user.indexOf(';')
  const written = unescaped(semicolon < 0 ? user : user.slice(0, semicolon))
  const isNumber = NUMBER.test(written) || (scheme === 'tel' && LOCAL_NUMBER.test(written))
  if (!isNumber || !DIGIT.test(written)) return undefined
  const number = written.replace(/[().-]/g, '')
  return {
    number,
    global: number.startsWith('+'),
    separated: number !== written,
    params: scheme === 'tel' ? params : parseParams(semicolon < 0 ? '' : user.slice(semicolon)),
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
  const port = parseDecimal(digits)
  return port !== undefined && port <= 65_535 ? port : undefined
}
