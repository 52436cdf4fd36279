import { parseDecimal, parseParams, splitList } from '../token.ts'

/** A JSON object, as it came. */
export type Claims = Readonly<Record<string, unknown>>

/** An Identity header (RFC 8224 §4): a PASSporT (RFC 8225) and where its certificate is. Decoded, never verified. */
export interface Identity {
  /** `full` has all three parts, `compact` only the signature (RFC 8225 §7), `legacy` is the signature of RFC 4474. */
  readonly form: 'full' | 'compact' | 'legacy'
  /** Undefined in the compact form, and where the part is no base64url of a JSON object. */
  readonly header: Claims | undefined
  readonly payload: Claims | undefined
  /** The signature is base64url, neither empty nor anything else. */
  readonly signed: boolean
  /** `info`: URI of the certificate, without angle brackets. */
  readonly info: string | undefined
  readonly alg: string | undefined
  /** `shaken`, `div`, `rph`, `rcd` ...; undefined for a plain PASSporT. */
  readonly ppt: string | undefined
}

/** Longer tokens are not decoded; a PASSporT has some hundred characters, one with a caller's picture a few thousand. */
const MAX_TOKEN = 65_536
const BASE64URL = /^[A-Za-z0-9_-]+$/

/** Of each value on the line. An Identity of RFC 4474 (a quoted signature, its URI in Identity-Info) is `legacy`. */
export function parseIdentities(value: string): Identity[] {
  return splitList(value).flatMap((one): Identity[] => {
    const semicolon = one.indexOf(';')
    const token = (semicolon < 0 ? one : one.slice(0, semicolon)).trim()
    if (token === '') return []
    const params = parseParams(semicolon < 0 ? '' : one.slice(semicolon))
    return [
      {
        ...tokenOf(token),
        info: params.get('info')?.replace(/^<|>$/g, '') || undefined,
        alg: params.get('alg') || undefined,
        ppt: params.get('ppt') || undefined,
      },
    ]
  })
}

function tokenOf(token: string): Pick<Identity, 'form' | 'header' | 'payload' | 'signed'> {
  const parts = token.length > MAX_TOKEN ? [] : token.split('.')
  if (parts.length !== 3) return { form: 'legacy', header: undefined, payload: undefined, signed: token.length > 2 }
  const [header = '', payload = '', signature = ''] = parts
  return {
    form: header === '' && payload === '' ? 'compact' : 'full',
    header: claimsOf(header),
    payload: claimsOf(payload),
    signed: BASE64URL.test(signature),
  }
}

function claimsOf(part: string): Claims | undefined {
  if (!BASE64URL.test(part)) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? (claims as Claims) : undefined
  } catch {
    return undefined
  }
}

/** What a PASSporT says about a call (RFC 8225 §5, RFC 8588 §4, RFC 8946 §3). Undefined where a claim is missing or odd. */
export interface Attestation {
  readonly attest: string | undefined
  readonly origId: string | undefined
  readonly origTn: string | undefined
  readonly destTns: readonly string[]
  /** Issued at, seconds since 1970. */
  readonly issuedAtS: number | undefined
}

export function attestationOf({ payload = {} }: Pick<Identity, 'payload'>): Attestation {
  const { attest, origid, iat } = payload
  const [orig, dest] = [recordOf(payload.orig), recordOf(payload.dest)]
  const tns = Array.isArray(dest.tn) ? dest.tn : [dest.tn]
  return {
    attest: typeof attest === 'string' ? attest : undefined,
    origId: typeof origid === 'string' ? origid : undefined,
    origTn: typeof orig.tn === 'string' ? orig.tn : undefined,
    destTns: tns.filter((tn) => typeof tn === 'string'),
    issuedAtS: typeof iat === 'number' ? iat : parseDecimal(typeof iat === 'string' ? iat : undefined),
  }
}

const recordOf = (value: unknown): Claims => (typeof value === 'object' && value !== null ? (value as Claims) : {})
