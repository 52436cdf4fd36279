import { shapeOf } from '../known-words.ts'
import { isToken } from './token.ts'

/** Header names this decoder knows, as the RFCs spell them: IANA's SIP registry plus the vendor headers seen in the field. */
const SPELLINGS = [
  'Accept Accept-Contact Accept-Encoding Accept-Language Accept-Resource-Priority Alert-Info Allow Allow-Events',
  'Answer-Mode Authentication-Info Authorization Call-ID Call-Info Cisco-Gcid Cisco-Guid Contact Content-Disposition',
  'Content-Encoding Content-ID Content-Language Content-Length Content-Type CSeq Date Diversion Encryption Error-Info',
  'Event Expires Feature-Caps Flow-Timer From Geolocation Geolocation-Routing History-Info Identity Identity-Info',
  'In-Reply-To Info-Package Join Max-Breadth Max-Forwards MIME-Version Min-Expires Min-SE Organization',
  'P-Access-Network-Info P-Asserted-Identity P-Associated-URI P-Called-Party-ID P-Charging-Vector P-Early-Media',
  'P-Preferred-Identity P-RTP-Stat Path Permission-Missing Policy-Contact Priority Privacy Proxy-Authenticate',
  'Proxy-Authentication-Info Proxy-Authorization Proxy-Require RAck Reason Record-Route Recv-Info Refer-Sub Refer-To',
  'Referred-By Reject-Contact Remote-Party-ID Replaces Reply-To Request-Disposition Require Resource-Priority',
  'Response-Key Retry-After Route RSeq Security-Client Security-Server Security-Verify Send-Info Server Service-Route',
  'Session-Expires Session-ID SIP-ETag SIP-If-Match Subject Subscription-State Supported Suppress-If-Match Target-Dialog',
  'Timestamp To Unsupported User-Agent User-to-User Via Warning WWW-Authenticate X-Asterisk-HangupCause X-RTP-Stat',
  'X-TAATag',
].flatMap((line) => line.split(' '))

/** Compact forms (RFC 3261 §7.3.3 and the IANA registry). */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
}

/** The engine's own copy of a text, as literals are: two of them are compared by their address. */
const identical = (text: string): string => Object.keys({ [text]: true })[0]!

/** Every usual spelling to its canonical name, so that the common case costs one look-up and no new string. */
const CANONICAL: ReadonlyMap<string, string> = new Map([
  ...SPELLINGS.flatMap((name) => {
    const lower = identical(name.toLowerCase())
    return [name, lower, name.toUpperCase()].map((spelling): [string, string] => [spelling, lower])
  }),
  ...Object.entries(COMPACT).flatMap(([short, long]): [string, string][] => [
    [short, long],
    [short.toUpperCase(), long],
  ]),
])

/** The same by length and first character, to find a name in a text without cutting it out. */
const BY_SHAPE = Map.groupBy(CANONICAL, ([spelling]) => shapeOf(spelling, 0, spelling.length))

/** `canonicalName` of what stands there in `text`. */
export function canonicalNameAt(text: string, start: number, end: number): string | undefined {
  const same = BY_SHAPE.get(shapeOf(text, start, end))
  if (same) for (const [spelling, name] of same) if (text.startsWith(spelling, start)) return name
  return canonicalName(text.slice(start, end))
}

/** `Via`, `via`, `v` and `V` are all `via`; a name nobody knows is only made lower case. Undefined for what is no token. */
export function canonicalName(written: string): string | undefined {
  return CANONICAL.get(written) ?? (isToken(written) ? lowered(written) : undefined)
}

function lowered(name: string): string {
  const lower = name.toLowerCase()
  return CANONICAL.get(lower) ?? lower
}

/** `isKnownHeader` of what stands there in `text`. */
export function isKnownHeaderAt(text: string, start: number, end: number): boolean {
  if (end - start < 2) return false
  const same = BY_SHAPE.get(shapeOf(text, start, end))
  if (same) for (const [spelling] of same) if (text.startsWith(spelling, start)) return true
  return isKnownHeader(text.slice(start, end))
}

/** True for the long name of a registered or widely used header, whatever its case; compact forms are not counted. */
export function isKnownHeader(name: string): boolean {
  return name.length > 1 && (CANONICAL.has(name) || CANONICAL.has(name.toLowerCase()))
}
