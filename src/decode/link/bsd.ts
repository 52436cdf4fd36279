import { NOT_IP, SHORT_FRAME } from './link-decoder.ts'

const PFLOG_MIN_BYTES = 16
const ENC_BYTES = 12
const AF_INET = 2
/** AF_INET6 of OpenBSD and NetBSD, FreeBSD, macOS. */
const AF_INET6: ReadonlySet<number> = new Set([24, 28, 30])

/** Log of a packet filter (LINKTYPE_PFLOG): length, filled up to 32 bits (1) | address family (1) | ... | IP. */
export function decodePflog(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < PFLOG_MIN_BYTES) return SHORT_FRAME
  const length = (bytes[start]! + 3) & ~3
  if (length < PFLOG_MIN_BYTES || length >= end - start) return SHORT_FRAME
  const family = bytes[start + 1]!
  return family === AF_INET || AF_INET6.has(family) ? start + length : NOT_IP
}

/** What came out of an IPsec tunnel (LINKTYPE_ENC): address family (4) | security parameters index (4) | flags (4) | IP. */
export function decodeEnc(_bytes: Uint8Array, start: number, end: number): number {
  return end - start <= ENC_BYTES ? SHORT_FRAME : start + ENC_BYTES
}
