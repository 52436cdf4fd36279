import { NOT_IP, SHORT_FRAME } from './link-decoder.ts'
import { isPlausibleIp } from './plausible-ip.ts'
import { decodePppoe } from './ppp.ts'

const IPV4 = 0x0800
const IPV6 = 0x86dd
const PPPOE_SESSION = 0x8864
const MPLS = 0x8847
const MPLS_UPSTREAM = 0x8848
/** Below, the field is a length (IEEE 802.3 §3.2.6) and LLC follows. */
const MAX_LENGTH = 1_500
/** More tags, and more labels, than any network stacks; the bounds keep a crafted frame from being walked for ever. */
const MAX_VLAN_TAGS = 4
const MAX_LABELS = 16
const MAC_BYTES = 12
const CONTROL_WORD_BYTES = 4

const isVlanTag = (type: number): boolean => type === 0x8100 || type === 0x88a8 || type === 0x9100

/**
 * Where IP begins after an EtherType at `typeAt`, past 802.1Q and 802.1ad tags, a PPPoE session header, MPLS labels or LLC.
 *
 *     type 0x8100 | priority, VLAN id | type 0x8100 | priority, VLAN id | type 0x0800 | IP header
 */
export function afterEtherType(bytes: Uint8Array, typeAt: number, end: number): number {
  let at = typeAt
  for (let tags = 0; tags <= MAX_VLAN_TAGS; tags++) {
    if (end - at < 2) return SHORT_FRAME
    const type = (bytes[at]! << 8) | bytes[at + 1]!
    if (type === IPV4 || type === IPV6) return at + 2
    if (!isVlanTag(type)) return afterType(bytes, type, at + 2, end)
    at += 4
  }
  return NOT_IP
}

/** The same where the EtherType stands elsewhere and what it names begins at `at`. */
export function afterType(bytes: Uint8Array, type: number, at: number, end: number): number {
  if (type === IPV4 || type === IPV6) return at
  if (type === PPPOE_SESSION) return decodePppoe(bytes, at, end)
  if (type === MPLS || type === MPLS_UPSTREAM) return decodeMpls(bytes, at, end)
  if (isVlanTag(type)) return ipBehindTags(bytes, at + 2, end)
  return type <= MAX_LENGTH ? decodeLlc(bytes, at, end) : NOT_IP
}

/**
 * LLC (IEEE 802.2) with SNAP (RFC 1042): aa aa 03 | organisation 00 00 00 | EtherType; or the service access point that
 * IEEE gave to IP, 06.
 */
export function decodeLlc(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 3) return SHORT_FRAME
  if (bytes[start] === 0x06 && bytes[start + 1] === 0x06 && bytes[start + 2] === 0x03) return start + 3
  if (bytes[start] !== 0xaa || bytes[start + 1] !== 0xaa || bytes[start + 2] !== 0x03) return NOT_IP
  if (end - start < 8) return SHORT_FRAME
  const organisation = (bytes[start + 3]! << 16) | (bytes[start + 4]! << 8) | bytes[start + 5]!
  return organisation === 0 ? ipBehindTags(bytes, start + 6, end) : NOT_IP
}

/**
 * An MPLS label stack (RFC 3032 §2.1): label, class, bottom of stack, TTL in four octets each. No label tells what comes
 * behind the last one: IP where it looks like that, else an Ethernet pseudowire with or without its control word
 * (RFC 4448 §4.6), where IP turns up in that.
 */
export function decodeMpls(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  for (let labels = 1; ; labels++) {
    if (end - at < 4) return SHORT_FRAME
    const isBottom = (bytes[at + 2]! & 1) === 1
    at += 4
    if (isBottom) break
    if (labels === MAX_LABELS) return NOT_IP
  }
  // How long the frame was before it was cut is not known here; a length of 16 bits is taken for good.
  const wireEnd = Number.POSITIVE_INFINITY
  if (isPlausibleIp(bytes, at, end, wireEnd)) return at
  const pseudowire = at < end && bytes[at]! >> 4 === 0 ? at + CONTROL_WORD_BYTES : at
  const inner = ipBehindTags(bytes, pseudowire + MAC_BYTES, end)
  return inner >= 0 && isPlausibleIp(bytes, inner, end, wireEnd) ? inner : NOT_IP
}

/** Tags and IP, nothing else: what stands inside another header does not nest further. */
function ipBehindTags(bytes: Uint8Array, typeAt: number, end: number): number {
  let at = typeAt
  for (let tags = 0; tags <= MAX_VLAN_TAGS; tags++) {
    if (end - at < 2) return SHORT_FRAME
    const type = (bytes[at]! << 8) | bytes[at + 1]!
    if (type === IPV4 || type === IPV6) return at + 2
    if (!isVlanTag(type)) return NOT_IP
    at += 4
  }
  return NOT_IP
}
