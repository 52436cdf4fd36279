import { uint16 } from '../container/integers.ts'

const IPV4 = 0x0800
const IPV6 = 0x86dd
/** 802.1Q and 802.1ad tags, MPLS, PPPoE session: what they carry is looked at where the frame is read. */
const WRAPPED: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x8847, 0x8864])

const RAW = 101
const ETHERNET = 1
const LINUX_SLL = 113
const LINUX_SLL2 = 276
const NULL = 0

/**
 * The LINKTYPE of a printed packet, which its dump does not name: `tcpdump -X` prints from the IP header on, `-XX` and
 * Wireshark the link layer too. Undefined when it looks like none of those with IP in them.
 */
export function linkTypeOf(bytes: Uint8Array): number | undefined {
  // Before all else: an address may look like an ethertype.
  if (fillsPacket(bytes)) return RAW
  if (holds(bytes, 12, 14)) return ETHERNET
  if (isIp(bytes, 0)) return RAW
  if (holds(bytes, 14, 16)) return LINUX_SLL
  if (holds(bytes, 0, 20)) return LINUX_SLL2
  return isFamily(bytes) && isIp(bytes, 4) ? NULL : undefined
}

/** Ethertype at `type`, and what it names at `next`. */
function holds(bytes: Uint8Array, type: number, next: number): boolean {
  if (bytes.length <= next) return false
  const ethertype = uint16(bytes, type, false)
  if (WRAPPED.has(ethertype)) return type !== 0
  const version = bytes[next]! >> 4
  return (ethertype === IPV4 && version === 4) || (ethertype === IPV6 && version === 6)
}

/** An IP header whose lengths make sense. */
function isIp(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at] ?? 0
  if (first >> 4 === 6) return true
  return first >> 4 === 4 && (first & 15) >= 5
}

/** An IP header that says just how long the packet is. */
const fillsPacket = (bytes: Uint8Array): boolean =>
  bytes.length >= 20 && isIp(bytes, 0) && wireLength(bytes, RAW) === bytes.length

/** Address family of BSD loopback, in either byte order: AF_INET is 2 everywhere, AF_INET6 10, 24, 28 or 30. */
function isFamily(bytes: Uint8Array): boolean {
  const family = bytes[0] === 0 ? bytes[3] : bytes[0]
  return family !== undefined && [2, 10, 24, 28, 30].includes(family) && bytes[1] === 0 && bytes[2] === 0
}

/** Length the frame had by its IP header, 0 where that is not at a fixed place. */
export function wireLength(bytes: Uint8Array, linkType: number): number {
  const ip = linkType === RAW ? 0 : linkType === ETHERNET && !WRAPPED.has(uint16(bytes, 12, false)) ? 14 : -1
  if (ip < 0 || bytes.length < ip + 6) return 0
  return bytes[ip]! >> 4 === 4 ? ip + uint16(bytes, ip + 2, false) : ip + 40 + uint16(bytes, ip + 4, false)
}
