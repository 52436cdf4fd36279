import type { Endpoint } from '../../model/endpoint.ts'
import type { IcmpError } from '../../model/packet.ts'
import { addressText } from './address.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'
import { Packet } from './packet.ts'

const HEADER_BYTES = 8
const UDP = 17
const TCP = 6

/** Destination unreachable, source quench, time exceeded, parameter problem (RFC 792). */
const IPV4_ERRORS = new Set([3, 4, 11, 12])

/** The quote is read with the decoders of a whole packet; it is cut by design, so nothing is complained of. */
const silent = (): void => {}

/**
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443 §2.1: types below 128) error in the IP payload of `packet`, with the flow it
 * quotes; undefined for echoes, neighbour discovery and all else. Quoted endpoints are undefined where the quote ends
 * before them.
 */
export function decodeIcmp(packet: Packet): IcmpError | undefined {
  const { bytes, start, end } = packet
  if (end - start < 4) return undefined
  const type = bytes[start]!
  const version = packet.protocol === 58 ? 6 : 4
  if (version === 4 ? !IPV4_ERRORS.has(type) : type === 0 || type >= 128) return undefined
  const quote = quotedFlow(bytes, start + HEADER_BYTES, end, version)
  return {
    frame: packet.frame,
    at: packet.at,
    from: addressText(packet.addresses, 0),
    type,
    code: bytes[start + 1]!,
    version,
    source: quote?.source,
    destination: quote?.destination,
  }
}

function quotedFlow(
  bytes: Uint8Array,
  start: number,
  end: number,
  version: 4 | 6,
): { readonly source: Endpoint; readonly destination: Endpoint } | undefined {
  const quoted = new Packet()
  const decode = version === 4 ? decodeIpv4 : decodeIpv6
  if (start >= end || bytes[start]! >> 4 !== version || !decode(quoted, bytes, start, end, silent)) return undefined
  const at = quoted.start
  const hasPorts =
    (quoted.protocol === UDP || quoted.protocol === TCP) && quoted.fragmentOffset === 0 && quoted.end - at >= 4
  return {
    source: {
      address: addressText(quoted.addresses, 0),
      port: hasPorts ? (bytes[at]! << 8) | bytes[at + 1]! : undefined,
    },
    destination: {
      address: addressText(quoted.addresses, 4),
      port: hasPorts ? (bytes[at + 2]! << 8) | bytes[at + 3]! : undefined,
    },
  }
}
