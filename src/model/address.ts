import ipaddr from 'ipaddr.js'

/**
 * What an address is good for. `public` includes the documentation prefixes (RFC 5737, RFC 3849): people redact with
 * them. `hold` is 0.0.0.0 or `::` (RFC 2543 hold). `name` is a host name, `opaque` a redaction token or nonsense.
 */
export type AddressClass =
  | 'private'
  | 'cgnat'
  | 'link-local'
  | 'loopback'
  | 'ula'
  | 'hold'
  | 'special'
  | 'public'
  | 'name'
  | 'opaque'

const RANGES: Record<string, AddressClass> = {
  private: 'private',
  carrierGradeNat: 'cgnat',
  linkLocal: 'link-local',
  loopback: 'loopback',
  uniqueLocal: 'ula',
  unspecified: 'hold',
  unicast: 'public',
  reserved: 'public',
  broadcast: 'special',
  multicast: 'special',
}

type Address = ReturnType<typeof ipaddr.process>

/** The same few hosts come back in message after message. */
const CACHE_CAP = 1_024
const parsed = new Map<string, Address | undefined>()
const classes = new Map<string, AddressClass>()

function parse(text: string): Address | undefined {
  const known = parsed.get(text)
  if (known !== undefined || parsed.has(text)) return known
  if (parsed.size >= CACHE_CAP) parsed.clear()
  const address = text.length > 64 ? undefined : parseLiteral(text)
  // The key gets a string of its own: a slice would keep the whole message it was cut from alive.
  if (text.length <= 64) parsed.set(Buffer.from(text).toString(), address)
  return address
}

/** The address of an IP literal, IPv4-mapped IPv6 as IPv4; undefined for names, tokens and short forms such as `10.1`. */
function parseLiteral(text: string): Address | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  if (bare.includes(':')) return ipaddr.IPv6.isValid(bare) ? ipaddr.process(bare) : undefined
  return ipaddr.IPv4.isValidFourPartDecimal(bare) ? ipaddr.IPv4.parse(bare) : undefined
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*\.?$/i

/** The class of an IP literal, a host name or a token, as RFC 1918, 6598, 3927, 4193 and 6890 divide them. */
export function addressClass(text: string): AddressClass {
  const known = classes.get(text)
  if (known !== undefined) return known
  if (classes.size >= CACHE_CAP) classes.clear()
  const found = classOf(text)
  if (text.length <= 64) classes.set(Buffer.from(text).toString(), found)
  return found
}

function classOf(text: string): AddressClass {
  const address = parse(text)
  if (address) return RANGES[address.range()] ?? 'public'
  return HOST_NAME.test(text) && !/^[\dx.]+$/i.test(text) ? 'name' : 'opaque'
}

const UNROUTABLE: ReadonlySet<AddressClass> = new Set(['private', 'cgnat', 'link-local', 'loopback', 'ula'])

/** True for an IP literal that the public internet cannot reach (RFC 1918, 6598, 3927, 4193, loopback, link-local). */
export const isPrivate = (text: string): boolean => UNROUTABLE.has(addressClass(text))

/** True for an IP literal that the public internet can reach, documentation prefixes included. */
export const isPublic = (text: string): boolean => addressClass(text) === 'public'

/** True for IPv4 or IPv6 literals. */
export const isLiteral = (text: string): boolean => parse(text) !== undefined

/** True when both are IPv4 of one /16, or IPv6 of one /48: near enough to be one site. */
export function sameNeighbourhood(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)]
  if (!left || !right || left.kind() !== right.kind()) return false
  const bytes = left.kind() === 'ipv4' ? 2 : 6
  const [x, y] = [left.toByteArray(), right.toByteArray()]
  return x.slice(0, bytes).every((value, i) => value === y[i])
}

/** True when the address lies in one of the prefixes (`10.0.0.0/8`, or a bare address). Malformed prefixes match nothing. */
export function inPrefixes(text: string, prefixes: readonly string[]): boolean {
  const address = parse(text)
  return address !== undefined && prefixes.some((prefix) => inPrefix(address, prefix))
}

function inPrefix(address: Address, prefix: string): boolean {
  const [host = '', bits] = prefix.split('/')
  const network = parse(host)
  if (!network || network.kind() !== address.kind()) return false
  const width = network.kind() === 'ipv4' ? 32 : 128
  const length = bits === undefined ? width : Number(bits)
  if (!Number.isInteger(length) || length < 0 || length > width) return false
  const [x, y] = [address.toByteArray(), network.toByteArray()]
  for (let bit = 0; bit < length; bit += 8) {
    const shift = Math.max(0, 8 - (length - bit))
    if ((x[bit / 8]! ^ y[bit / 8]!) >> shift !== 0) return false
  }
  return true
}

/** Endings that no public name server answers for (RFC 6762, RFC 8375, RFC 6761, common usage). */
const LOCAL_NAME = /\.(local|lan|internal|home\.arpa|invalid|localdomain|home|corp|test|localhost)\.?$/i

/** True for a host name of at least two labels that may stand in the public name system. */
export const isPublicName = (text: string): boolean =>
  addressClass(text) === 'name' && text.replace(/\.$/, '').includes('.') && !LOCAL_NAME.test(text)

/**
 * The part of a name that one owner registers, by the last two labels, three where the second is a common public
 * suffix (`co.uk`). Good enough to tell atlanta.com from biloxi.com.
 */
export function registrableDomain(name: string): string {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.')
  const second = labels.at(-2) ?? ''
  const keep = labels.length > 2 && /^(co|com|net|org|gov|edu|ac)$/.test(second) && labels.at(-1)!.length === 2 ? 3 : 2
  return labels.slice(-keep).join('.')
}
