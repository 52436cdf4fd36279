import { ownString } from '../decode/own-string.ts'

/** Names a host, or a host and port, in tables: IPv4 as a number, the rest as a text of its own. */
export type PlaceKey = number | string

/** IPv4 in 32 bits, port in 16: exact in a double, and a fifth of what a text costs. */
export function placeKey(address: string, port: number): PlaceKey {
  const ipv4 = ipv4Number(address)
  return ipv4 < 0 ? ownString(`${address.toLowerCase()}|${port}`) : ipv4 * 65_536 + port
}

/** Four decimal numbers up to 255 with dots between, as 32 bits; -1 for anything else. */
function ipv4Number(text: string): number {
  let value = 0
  let part = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) {
      // A zero in front would make it octal to some.
      if (part === 0) return -1
      part = part < 0 ? digit : part * 10 + digit
      if (part > 255) return -1
    } else {
      if (digit !== -2 || part < 0) return -1
      value = value * 256 + part
      part = -1
      dots++
    }
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1
}
