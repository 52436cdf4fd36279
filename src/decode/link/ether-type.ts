/** Decoder of one link layer: where the IP header begins, or one of the two answers below. */
export type LinkDecoder = (bytes: Uint8Array, start: number, end: number) => number

/** The frame is whole but carries no IP: ARP, LLDP, spanning tree ... Nothing is wrong with it. */
export const NOT_IP = -1
/** The frame ends before its own header does. */
export const SHORT_FRAME = -2

const IPV4 = 0x0800
const IPV6 = 0x86dd
const PPPOE_SESSION = 0x8864
const PPP_IPV4 = 0x0021
const PPP_IPV6 = 0x0057
/** More tags than any network stacks; the bound keeps a crafted frame from being walked for ever. */
const MAX_VLAN_TAGS = 4

const isVlanTag = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100

/**
 * Where IP begins after an EtherType at `typeAt`, past 802.1Q and 802.1ad tags and a PPPoE session header (RFC 2516 §4).
 *
 *     type 0x8100 | priority, VLAN id | type 0x8100 | priority, VLAN id | type 0x0800 | IP header
 */
export function afterEtherType(bytes: Uint8Array, typeAt: number, end: number): number {
  let at = typeAt
  for (let tags = 0; tags <= MAX_VLAN_TAGS; tags++) {
    if (end - at < 2) return SHORT_FRAME
    const type = (bytes[at]! << 8) | bytes[at + 1]!
    if (type === IPV4 || type === IPV6) return at + 2
    if (type === PPPOE_SESSION) return afterPppoe(bytes, at + 2, end)
    if (!isVlanTag(type)) return NOT_IP
    at += 4
  }
  return NOT_IP
}

function afterPppoe(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8) return SHORT_FRAME
  const protocol = (bytes[start + 6]! << 8) | bytes[start + 7]!
  return protocol === PPP_IPV4 || protocol === PPP_IPV6 ? start + 8 : NOT_IP
}
