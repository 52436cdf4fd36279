import { type Parameters, parseDecimal, parseParams, splitList } from './token.ts'
import { parseHostPort } from './uri.ts'

/** One hop of a Via header (RFC 3261 §20.42, RFC 3581). */
export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`, `WS`, `WSS` ... */
  readonly transport: string
  /** sent-by; IPv6 without brackets. */
  readonly host: string
  readonly port: number | undefined
  readonly branch: string | undefined
  /** Source address the next hop saw; without brackets, which RFC 5118 §4.5 allows here and its grammar does not. */
  readonly received: string | undefined
  /** Source port the next hop saw; 0 when `rport` is asked for and not yet filled in, undefined without it. */
  readonly rport: number | undefined
  /** Address to send the response to by multicast; without brackets. */
  readonly maddr: string | undefined
  /** Time to live of such a response, 0..255. */
  readonly ttl: number | undefined
  readonly params: Parameters
}

/** The first hop of the value, undefined when it is not `SIP/2.0/<transport> <sent-by>`. */
export function parseVia(value: string): Via | undefined {
  const first = splitList(value)[0]
  return first === undefined ? undefined : parseHop(first)
}

/** Host and port of the first hop alone. */
export function parseSentBy(value: string): Pick<Via, 'host' | 'port'> | undefined {
  const end = value.search(/[;,]/)
  const hop = end < 0 ? value : value.slice(0, end)
  const space = hop.indexOf(' ')
  const isUsual = space > 8 && hop.startsWith('SIP/2.0/') && TRANSPORTS.has(hop.slice(8, space)) && !/["<]/.test(hop)
  return isUsual ? parseHostPort(hop.slice(space + 1)) : parseVia(value)
}

/** Every usable hop of one Via header field, topmost first. */
export function parseVias(value: string): Via[] {
  const found: Via[] = []
  for (const hop of splitList(value)) {
    const via = parseHop(hop)
    if (via) found.push(via)
  }
  return found
}

const TRANSPORTS = new Map(['UDP', 'TCP', 'TLS', 'WS', 'WSS', 'SCTP', 'TLS-SCTP'].map((name) => [name, name]))
/** Blanks around the slashes are legal: `SIP / 2.0 / UDP first.example.com: 4000` (RFC 4475 §3.1.1.1). */
const SENT_PROTOCOL = /^SIP\s{0,99}\/\s{0,99}\d\.\d\s{0,99}\/\s{0,99}([A-Za-z0-9.-]+)\s+(\S.*)$/i

function parseHop(hop: string): Via | undefined {
  const semicolon = hop.indexOf(';')
  const sentProtocol = semicolon < 0 ? hop : hop.slice(0, semicolon)
  const space = sentProtocol.indexOf(' ')
  // As nearly everybody writes it.
  const usual = space > 8 && sentProtocol.startsWith('SIP/2.0/') ? sentProtocol.slice(8, space) : ''
  if (TRANSPORTS.has(usual))
    return hopOf(usual, sentProtocol.slice(space + 1), semicolon < 0 ? '' : hop.slice(semicolon))
  const match = SENT_PROTOCOL.exec(sentProtocol)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  return hopOf(match[1].toUpperCase(), match[2], semicolon < 0 ? '' : hop.slice(semicolon))
}

function hopOf(transport: string, sentBy: string, paramsText: string): Via | undefined {
  const place = parseHostPort(sentBy)
  if (place === undefined) return undefined
  const params = parseParams(paramsText)
  return {
    transport: TRANSPORTS.get(transport) ?? transport,
    host: place.host,
    port: place.port,
    branch: params.get('branch') || undefined,
    received: withoutBrackets(params.get('received')),
    rport: portOf(params.get('rport')),
    maddr: withoutBrackets(params.get('maddr')),
    ttl: byteOf(params.get('ttl')),
    params,
  }
}

const withoutBrackets = (address: string | undefined): string | undefined =>
  (address?.startsWith('[') ? address.slice(1, address.endsWith(']') ? -1 : undefined) : address) || undefined

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (text === '') return 0
  const port = parseDecimal(text)
  return port !== undefined && port <= 65_535 ? port : undefined
}

function byteOf(text: string | undefined): number | undefined {
  const value = parseDecimal(text)
  return value !== undefined && value <= 255 ? value : undefined
}
