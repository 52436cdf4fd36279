import type { Endpoint, Transport } from '../../model/endpoint.ts'

/**
 * `1.2.3.4:5060`, `[2001:db8::1]:5060`, `host`, `2001:db8::1`, or a redaction token such as `x.x.x.x`. Undefined when empty.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^\[?([^\]]*?)\]?(?::(\d{1,5}|\[\d{1,5}\]))?$/.exec(text.trim())
  if (!match?.[1]) return undefined
  const bare = match[1].includes(':') && !text.includes(']')
  return bare ? splitBareIpv6(text.trim()) : endpoint(match[1], match[2])
}

/** `fe80::1:5060` from tools that do not bracket: eight groups and a port, or an address that ends before the last group. */
function splitBareIpv6(text: string): Endpoint {
  const colon = text.lastIndexOf(':')
  const port = text.slice(colon + 1)
  const groups = text.slice(0, colon).split(':').length
  const isPort = /^\d{4,5}$/.test(port) && (groups >= 8 || text.slice(0, colon).includes('::'))
  return isPort ? endpoint(text.slice(0, colon), port) : endpoint(text, undefined)
}

/** An endpoint from its two halves as a log writes them; a port that is none is left out. */
export function endpoint(address: string, port: string | undefined): Endpoint {
  const number = Number(port?.replace(/[[\]]/g, '') || Number.NaN)
  return { address: address.toLowerCase(), port: number <= 65_535 ? number : undefined }
}

/** tcpdump and tshark write `1.2.3.4.5060` and `2001:db8::1.5060`; a service name in place of the port is no number. */
export function parseDotted(text: string): Endpoint {
  const dot = text.lastIndexOf('.')
  const port = text.slice(dot + 1)
  if (port === 'sip') return endpoint(text.slice(0, dot), '5060')
  if (port === 'sips' || port === 'sip-tls') return endpoint(text.slice(0, dot), '5061')
  return endpoint(text.slice(0, dot), port)
}

const TRANSPORTS: ReadonlySet<string> = new Set(['UDP', 'TCP', 'TLS', 'WS', 'WSS', 'SCTP'])

export function parseTransport(text: string | undefined): Transport | undefined {
  const name = text?.toUpperCase()
  return name !== undefined && TRANSPORTS.has(name) ? (name as Transport) : undefined
}
