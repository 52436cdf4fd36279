import { type Parameters, parseParams, splitList } from './token.ts'
import { parseHostPort } from './uri.ts'

/** One hop of a Via header (RFC 3261 §20.42, RFC 3581). */
export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`, `WS`, `WSS` ... */
  readonly transport: string
  /** sent-by; IPv6 without brackets. */
  readonly host: string
  readonly port: number | undefined
  readonly branch: string | undefined
  /** Source address the next hop saw; without brackets. */
  readonly received: string | undefined
  /** Source port the next hop saw; 0 when `rport` is asked for and not yet filled in, undefined without it. */
  readonly rport: number | undefined
  readonly params: Parameters
}

/** The first hop of the value, undefined when it is not `SIP/2.0/<transport> <sent-by>`. */
export function parseVia(value: string): Via | undefined {
  const first = splitList(value)[0]
  return first === undefined ? undefined : parseHop(first)
}

/** Every usable hop of one Via header field, topmost first. */
export function parseVias(value: string): Via[] {
  return splitList(value).flatMap((hop) => parseHop(hop) ?? [])
}

function parseHop(hop: string): Via | undefined {
  const semicolon = hop.indexOf(';')
  const sentProtocol = semicolon < 0 ? hop : hop.slice(0, semicolon)
  // Blanks around the slashes are legal: `SIP / 2.0 / UDP first.example.com: 4000` (RFC 4475 §3.1.1.1).
  const match = /^SIP\s{0,99}\/\s{0,99}\d\.\d\s{0,99}\/\s{0,99}([A-Za-z0-9.-]+)\s+(\S.*)$/i.exec(sentProtocol)
  const sentBy = match?.[2] === undefined ? undefined : parseHostPort(match[2])
  if (sentBy === undefined || match?.[1] === undefined) return undefined
  const params = parseParams(semicolon < 0 ? '' : hop.slice(semicolon))
  return {
    transport: match[1].toUpperCase(),
    ...sentBy,
    branch: params.get('branch') || undefined,
    received: params.get('received')?.replace(/^\[|\]$/g, '') || undefined,
    rport: rportOf(params.get('rport')),
    params,
  }
}

function rportOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined
}
