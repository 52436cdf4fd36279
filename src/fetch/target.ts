import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Refusal } from '../model/refusal.ts'
import { isPublicAddress } from './address.ts'

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** Every address of a host name, in the system's order. Rejects when there is none. */
export type Lookup = (host: string) => Promise<readonly Address[]>

/** Where one request goes: the addresses were checked, and nothing else is connected to. */
export interface Target {
  readonly url: URL
  readonly addresses: readonly Address[]
}

export const lookupAll: Lookup = async (host) => {
  const found = await systemLookup(host, { all: true, verbatim: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

const MAX_URL_LENGTH = 4_096

/** Ports on which something other than HTTP listens and could be made to act on a request line. From the Fetch standard's list
 * of bad ports, and databases that answer lines of text. */
const OTHER_PROTOCOLS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
  113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540,
  548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061,
  5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017,
])

/**
 * Reads a capture's URL and finds out where it leads. `base` is the page that redirected here. Throws a Refusal, before any
 * connection, for what is no web address or does not lead to a public address; the addresses themselves are not named, since
 * they may come from a private name server.
 */
export async function resolveTarget(
  text: string,
  base: URL | undefined,
  options: { readonly lookup: Lookup; readonly allow: (address: string) => boolean; readonly signal: AbortSignal },
): Promise<Target> {
  const url = parseUrl(text, base)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A trailing dot ends a fully qualified name (RFC 1034 §3.1); the name server takes it, an address literal has none.
  const bare = host.replace(/\.$/, '')
  if (isIP(bare) !== 0) {
    if (!options.allow(bare)) throw notPublic(url.hostname)
    return { url, addresses: [{ address: bare, family: isIP(bare) === 6 ? 6 : 4 }] }
  }
  if (bare === '' || bare === 'localhost' || bare.endsWith('.localhost')) throw notPublic(url.hostname)
  const addresses = await lookedUp(host, options)
  // All of them: a name that answers with one public and one private address is after the private one.
  if (!addresses.every(({ address }) => options.allow(address))) throw notPublic(url.hostname)
  return { url, addresses }
}

export const publicOnly = isPublicAddress

function parseUrl(text: string, base: URL | undefined): URL {
  if (text.length > MAX_URL_LENGTH) throw unusable(`is longer than ${MAX_URL_LENGTH} characters`)
  const url = URL.parse(text, base?.href)
  if (url === null) throw unusable('is not a URL; give the full http or https address of a capture file')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unusable('must begin with http:// or https://')
  if (url.username !== '' || url.password !== '') throw unusable('must not hold a user name or password')
  if (url.port !== '' && OTHER_PROTOCOLS.has(Number(url.port))) {
    throw unusable(`names port ${url.port}, which belongs to another protocol`)
  }
  return url
}

async function lookedUp(
  host: string,
  { lookup, signal }: { readonly lookup: Lookup; readonly signal: AbortSignal },
): Promise<readonly Address[]> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    const addresses = await Promise.race([lookup(host), aborted.promise])
    if (addresses.length > 0) return addresses
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new Refusal('fetch_failed', `The host ${host.slice(0, 253)} of pcap_url could not be found.`, { cause })
  } finally {
    signal.removeEventListener('abort', abort)
  }
  throw new Refusal('fetch_failed', `The host ${host.slice(0, 253)} of pcap_url has no address.`)
}

const unusable = (what: string) => new Refusal('invalid_input', `pcap_url ${what}.`)

const notPublic = (host: string) =>
  new Refusal('invalid_input', `pcap_url leads to ${host.slice(0, 253) || 'no host'}, which is not publicly reachable.`)
