export type CaptureFormat = 'pcap' | 'pcapng' | 'netmon'
/** What a byte source is, by its first bytes. `text` is everything without a known magic number. */
export type ContainerKind = CaptureFormat | 'gzip' | 'zstd' | 'zip' | 'text'

/** Four bytes settle it; with fewer, the answer is `text`. */
export const SNIFF_BYTES = 4

/** Magic numbers: pcap (draft-ietf-opsawg-pcap), pcapng §4.1, `GMBU` of Network Monitor 2, RFC 1952 §2.3.1, RFC 8878 §3.1.1, and ZIP's local header, empty archive and both markers of a spanned one. */
export function sniffContainer(head: Uint8Array): ContainerKind {
  if (head.length < 2) return 'text'
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head.length < SNIFF_BYTES) return 'text'
  // A frame that zstd's readers pass over: tools that pack in parallel begin with one.
  if (head[0]! >> 4 === 5 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return 'zstd'
  const magic = ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0
  switch (magic) {
    case 0xa1b2c3d4:
    case 0xd4c3b2a1:
    case 0xa1b23c4d:
    case 0x4d3cb2a1:
    case 0xa1b2cd34:
    case 0x34cdb2a1:
      return 'pcap'
    case 0x0a0d0d0a:
      return 'pcapng'
    case 0x474d4255:
      return 'netmon'
    case 0x28b52ffd:
      return 'zstd'
    case 0x504b0304:
    case 0x504b0506:
    case 0x504b0708:
    case 0x504b3030:
      return 'zip'
    default:
      return 'text'
  }
}
