import type { Protocol } from '../model/traffic.ts'
import { destinationPort, type Packet, sourcePort } from './network/packet.ts'

/** What a first line is looked for in. */
const MAX_LINE = 512
/** The longest run of line ends and zeroes that keeps a NAT binding open (RFC 5626 §3.5.1: two line ends); chosen by us. */
const MAX_KEEPALIVE_BYTES = 8
const ZRTP_COOKIE = [0x5a, 0x52, 0x54, 0x50]

const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** By registered port (IANA): of these the first bytes tell too little. */
const PORTS: ReadonlyMap<number, Protocol> = new Map([
  [53, 'DNS'],
  [5353, 'DNS'],
  [5355, 'DNS'],
  [1718, 'H.323'],
  [1719, 'H.323'],
  [4569, 'IAX2'],
] as const)

const MGCP_PORTS: ReadonlySet<number> = new Set([2427, 2727])
const SSDP_PORT = 1900

/** The name of a payload that is none of those read further, by its first line or its ports. */
export function nameOfPayload(packet: Packet): Protocol {
  const { bytes, start, end } = packet
  if (isKeepalive(bytes, start, end)) return 'keepalive'
  return ofText(packet) ?? PORTS.get(destinationPort(packet)) ?? PORTS.get(sourcePort(packet)) ?? 'not recognised'
}

/** ZRTP (RFC 6189 §5): 0001, zeroes, a sequence number and the letters ZRTP. */
export function isZrtp(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 12 && bytes[start]! >> 4 === 1 && ZRTP_COOKIE.every((byte, i) => bytes[start + 4 + i] === byte)
}

function isKeepalive(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_KEEPALIVE_BYTES) return false
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN && byte !== 0) return false
  }
  return true
}

function ofText(packet: Packet): Protocol | undefined {
  const line = firstLine(packet)
  if (line === undefined) return undefined
  if (/^HTTP\/1\.\d \d{3}|^[A-Z-]{1,20} \S{1,400} HTTP\/1\.\d$/.test(line))
    return isSsdp(packet, line) ? 'SSDP' : 'HTTP'
  if (/^RTSP\/\d\.\d \d{3}|^[A-Z_]{1,20} \S{1,400} RTSP\/\d\.\d$/.test(line)) return 'RTSP'
  if (/^MSRP \S{1,64} /.test(line)) return 'MSRP'
  if (/^[A-Z]{4} \d{1,9} \S{1,300} MGCP \d\.\d/i.test(line)) return 'MGCP'
  const isMgcpPort = MGCP_PORTS.has(sourcePort(packet)) || MGCP_PORTS.has(destinationPort(packet))
  return isMgcpPort && /^\d{3} \d{1,9}( |$)/.test(line) ? 'MGCP' : undefined
}

const isSsdp = (packet: Packet, line: string): boolean =>
  sourcePort(packet) === SSDP_PORT || destinationPort(packet) === SSDP_PORT || /^(?:M-SEARCH|NOTIFY) \* /.test(line)

/** Without its line end; undefined where it does not begin with a capital letter or a digit. */
function firstLine({ bytes, start, end }: Packet): string | undefined {
  const first = bytes[start] ?? 0
  if (!((first >= 65 && first <= 90) || (first >= 48 && first <= 57))) return undefined
  const limit = Math.min(end, start + MAX_LINE)
  let at = start
  while (at < limit && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at++
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString('latin1')
}
