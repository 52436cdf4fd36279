import ipaddr from 'ipaddr.js'

/** Public by its number, yet answered inside a cloud: Azure's platform address hands out machine credentials. */
const METADATA = new Set(['168.63.129.16'])

/** RFC 6052 §2.1: the only translation prefix that is meant for the whole internet. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** IANA has assigned global unicast from this block alone (RFC 4291 §2.4, RFC 3513 §4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * True for an address that anybody on the internet could reach. Takes an IP literal in any spelling ipaddr.js reads; anything
 * else is not public. IPv4 hidden in IPv6 (mapped, NAT64) is judged by the address inside; 6to4 and Teredo never pass, for
 * they reach a private network through a relay.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  return address.kind() === 'ipv4' ? isPublic4(address as ipaddr.IPv4) : isPublic6(address as ipaddr.IPv6)
}

const isPublic4 = (address: ipaddr.IPv4): boolean => address.range() === 'unicast' && !METADATA.has(address.toString())

function isPublic6(address: ipaddr.IPv6): boolean {
  if (address.zoneId !== undefined) return false
  if (address.isIPv4MappedAddress()) return isPublic4(address.toIPv4Address())
  if (address.match(NAT64)) return isPublic4(new ipaddr.IPv4(address.toByteArray().slice(12)))
  return address.range() === 'unicast' && address.match(GLOBAL_UNICAST)
}
