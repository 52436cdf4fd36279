import { type Parameters, parseCommaParams, splitList } from './token.ts'

/** A challenge (WWW-Authenticate, Proxy-Authenticate) or credentials (Authorization ...), RFC 3261 §22, RFC 8760. */
export interface Auth {
  /** Lower case: `digest`, `basic`, `bearer`, `aka` ... */
  readonly scheme: string
  /** By lower-case name, unquoted: `realm`, `nonce`, `algorithm`, `qop`, `stale`, `username`, `response` ... */
  readonly params: Parameters
  /** The one opaque string of `Basic` and `Bearer`; undefined where there are parameters. */
  readonly token: string | undefined
}

const SCHEME = /^([A-Za-z][A-Za-z0-9-]{0,63})(?:[\s,]|$)/
const TOKEN_68 = /^[A-Za-z0-9+/._~-]+=*$/
/** A list member that begins another challenge: a scheme, a blank, and a parameter or an opaque string behind it. */
const NEXT_SCHEME = /^[A-Za-z][A-Za-z0-9-]{0,63}\s+(?:[A-Za-z][A-Za-z0-9._-]{0,63}\s{0,9}=|[A-Za-z0-9+/._~-]+=*$)/

/** A cheap look for one, which quoted text may deceive. */
const MAY_HOLD_NEXT = /,\s{0,99}[A-Za-z][A-Za-z0-9-]{0,63}\s{1,99}[^\s=,]/

/** Undefined when there is no scheme or nothing after it. Of several challenges on one line see `parseAuths`. */
export function parseAuth(value: string): Auth | undefined {
  const text = value.trim()
  const scheme = SCHEME.exec(text)?.[1]
  if (scheme === undefined) return undefined
  const rest = afterScheme(text, scheme.length)
  if (rest === '') return undefined
  const name = scheme.toLowerCase()
  if (TOKEN_68.test(rest)) return { scheme: name, params: new Map(), token: rest }
  return { scheme: name, params: parseCommaParams(rest), token: undefined }
}

/** Without the blanks and commas that follow the scheme. */
function afterScheme(text: string, end: number): string {
  let at = end
  while (at < text.length && (text.charCodeAt(at) <= 32 || text.charCodeAt(at) === 44)) at++
  return text.slice(at)
}

/**
 * Every challenge or set of credentials of a line. Commas part both the challenges and their parameters (RFC 3261 §20.44,
 * RFC 7235 §4.1), so a member that begins `Scheme name=` begins the next one.
 */
export function parseAuths(value: string): Auth[] {
  if (!MAY_HOLD_NEXT.test(value)) {
    const only = parseAuth(value)
    return only ? [only] : []
  }
  const members = splitList(value)
  const found: Auth[] = []
  let start = 0
  for (let i = 1; i <= members.length; i++) {
    if (i < members.length && !NEXT_SCHEME.test(members[i]!)) continue
    const auth = parseAuth(members.slice(start, i).join(', '))
    if (auth) found.push(auth)
    start = i
  }
  return found
}

/** What Authentication-Info carries (RFC 3261 §20.6, RFC 7616 §3.5): `nextnonce`, `qop`, `rspauth`, `cnonce`, `nc`. */
export const parseAuthInfo = (value: string): Parameters[] => [parseCommaParams(value)]

/** The choices of a Digest challenge, or those made in Digest credentials (RFC 7616 §3.3 and §3.4, RFC 8760). */
export interface Digest {
  /** `MD5`, `SHA-256`, `SHA-512-256`, `AKAv1-MD5` ..., in the usual case where it is one of these; MD5 when absent. */
  readonly algorithm: string
  /** The `-sess` variant: the key depends on nonce and cnonce. */
  readonly session: boolean
  /** Lower case: `auth`, `auth-int`; empty in the mode of RFC 2069. */
  readonly qop: readonly string[]
  readonly stale: boolean
  /** Hexadecimal nonce count as a number; undefined without one. */
  readonly nonceCount: number | undefined
}

const ALGORITHMS = new Map(
  ['MD5', 'SHA-256', 'SHA-512-256', 'AKAv1-MD5', 'AKAv2-MD5'].map((name) => [name.toLowerCase(), name]),
)

/** Undefined for any other scheme. */
export function digestOf({ scheme, params }: Auth): Digest | undefined {
  if (scheme !== 'digest') return undefined
  const written = params.get('algorithm') || 'MD5'
  const session = /-sess$/i.test(written)
  const base = session ? written.slice(0, -5) : written
  const count = params.get('nc')
  return {
    algorithm: ALGORITHMS.get(base.toLowerCase()) ?? base,
    session,
    qop: (params.get('qop') ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
    stale: params.get('stale')?.toLowerCase() === 'true',
    nonceCount: count !== undefined && /^[0-9a-f]{1,8}$/i.test(count) ? Number.parseInt(count, 16) : undefined,
  }
}
