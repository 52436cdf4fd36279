import { NOT_IP, SHORT_FRAME } from './link-decoder.ts'

const HEADER_BYTES = 4
const AF_INET = 2
/** AF_INET6 of NetBSD and OpenBSD, FreeBSD, macOS and Linux. */
const AF_INET6 = new Set([24, 28, 30, 10])

/**
 * BSD loopback: an address family in 4 bytes, in the byte order of the machine that captured (NULL) or in network order
 * (LOOP). Families are small, so one of the two readings is always out of range and both are tried.
 */
export function decodeNull(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  const little = bytes[start]! | (bytes[start + 1]! << 8)
  const big = (bytes[start + 2]! << 8) | bytes[start + 3]!
  const family = big === 0 ? little : big
  return family === AF_INET || AF_INET6.has(family) ? start + HEADER_BYTES : NOT_IP
}
