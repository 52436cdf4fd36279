import { join, text } from './capture-writer.ts'

export interface FrameShape {
  readonly opcode?: number
  readonly final?: boolean
  readonly compressed?: boolean
  /** Four octets; none for a server's frames. */
  readonly mask?: readonly [number, number, number, number]
}

/** A WebSocket frame (RFC 6455 §5.2). */
export function frame(payload: Uint8Array, { opcode = 1, final = true, compressed = false, mask }: FrameShape = {}) {
  const first = (final ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode
  const bit = mask === undefined ? 0 : 0x80
  const { length } = payload
  const head =
    length < 126
      ? [first, bit | length]
      : length < 65_536
        ? [first, bit | 126, length >> 8, length & 255]
        : [first, bit | 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]
  const body = mask === undefined ? payload : payload.map((octet, i) => octet ^ mask[i & 3]!)
  return join(Uint8Array.from(head), Uint8Array.from(mask ?? []), body)
}

export const upgrade = (protocol = 'sip'): Uint8Array =>
  text(
    `GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${protocol}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )

export const upgraded = (protocol = 'sip'): Uint8Array =>
  text(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  )
