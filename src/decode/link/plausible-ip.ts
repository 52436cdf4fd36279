/**
 * True where an IP packet may well begin: a version, a header length and a total length that fit each other and the bytes
 * up to `wireEnd`, of which those up to `end` were captured. For places where nothing else says that there is one.
 */
export function isPlausibleIp(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  if (end - at < 20) return false
  const version = bytes[at]! >> 4
  if (version === 4) {
    const header = (bytes[at]! & 0x0f) << 2
    const total = (bytes[at + 2]! << 8) | bytes[at + 3]!
    return header >= 20 && total >= header && total <= wireEnd - at
  }
  return version === 6 && end - at >= 40 && 40 + ((bytes[at + 4]! << 8) | bytes[at + 5]!) <= wireEnd - at
}
