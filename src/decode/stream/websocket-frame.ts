import { isMessageStart } from './sip-framing.ts'

/** Opcodes (RFC 6455 §5.2). */
export const CONTINUATION = 0
export const BINARY = 2
const CLOSE = 8
const PONG = 10

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * |F|R|R|R| opcode|M| length      | 126: length in 16, 127: in 64 |
 * |I|S|S|S|       |A|             | bits; then 32 bits of mask    |
 * |N|V|V|V|       |S|             | where M is set; then payload  |
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * ```
 * The header of a frame (RFC 6455 §5.2). Overwritten by the next.
 */
export class FrameHeader {
  final = false
  /** RSV1: the message is compressed (RFC 7692 §6). */
  compressed = false
  opcode = 0
  /** Where the mask stands, from the beginning of the frame; -1 without one. */
  mask = -1
  headerLength = 0
  payloadLength = 0
}

/**
 * Reads the header at `start`: true, false where it cannot be one, undefined while it is not whole. Frames longer than 2^31
 * are none: nobody sends such SIP.
 */
export function readFrameHeader(
  header: FrameHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean | undefined {
  if (end - start < 2) return undefined
  const [first, second] = [bytes[start]!, bytes[start + 1]!]
  const opcode = first & 15
  header.final = first > 127
  header.compressed = (first & 0x40) !== 0
  header.opcode = opcode
  const short = second & 127
  if ((first & 0x30) !== 0 || (opcode > BINARY && opcode < CLOSE) || opcode > PONG) return false
  if (opcode >= CLOSE && (!header.final || header.compressed || short > 125)) return false
  const at = short === 126 ? 4 : short === 127 ? 10 : 2
  const length = at + (second > 127 ? 4 : 0)
  if (end - start < length) return undefined
  let payload = short
  if (short === 126) payload = (bytes[start + 2]! << 8) | bytes[start + 3]!
  else if (short === 127) {
    for (let i = start + 2; i < start + 6; i++) if (bytes[i] !== 0) return false
    payload =
      ((bytes[start + 6]! << 24) | (bytes[start + 7]! << 16) | (bytes[start + 8]! << 8) | bytes[start + 9]!) >>> 0
    if (payload > 0x7fffffff) return false
  }
  header.mask = second > 127 ? at : -1
  header.headerLength = length
  header.payloadLength = payload
  return true
}

/** Takes the mask off (RFC 6455 §5.3): `to` octets of payload from `from` on, of the frame at `start`, into `into`. */
export function unmask(
  header: FrameHeader,
  bytes: Uint8Array,
  start: number,
  from: number,
  to: number,
  into: Uint8Array,
): void {
  const payload = start + header.headerLength
  const mask = start + header.mask
  for (let i = from; i < to; i++) {
    into[i - from] = header.mask < 0 ? bytes[payload + i]! : bytes[payload + i]! ^ bytes[mask + (i & 3)]!
  }
}

const probe = new FrameHeader()
const sample = new Uint8Array(1_024)

/** Whether a whole, uncompressed frame that begins with a SIP message begins here: for streams joined in the middle. */
export function beginsWithSipFrame(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!
  if (first !== 0x81 && first !== 0x82) return false
  if (readFrameHeader(probe, bytes, start, end) !== true) return false
  const length = Math.min(probe.payloadLength, sample.length, end - start - probe.headerLength)
  if (length < 12) return false
  unmask(probe, bytes, start, 0, length, sample)
  return isMessageStart(sample, 0, length)
}
