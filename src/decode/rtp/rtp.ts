const FIXED_HEADER_BYTES = 12

/** What an RTP header says. Overwritten by the next. */
export class RtpHeader {
  marker = false
  payloadType = 0
  sequence = 0
  /** Ticks of the payload's clock, and below it the SSRC: both as signed 32-bit words, since unsigned ones would be boxed. */
  rtpTimestamp = 0
  ssrc = 0
  /** Where the payload begins, and its octets on the wire without padding. */
  payloadStart = 0
  payloadOctets = 0
}

/**
 * An RTP packet (RFC 3550 §5.1) between `start` and `end`; `wireEnd` lies beyond `end` where the capture cut it. False
 * when the version is not 2 or CSRC list, extension (§5.3.1) or padding do not fit the packet.
 *
 *     V=2 P X CC | M PT | sequence number
 *     timestamp | SSRC | CSRC x CC | extension: profile (2), words (2), data | payload | padding, its length last
 */
export function decodeRtp(header: RtpHeader, bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
  if (end - start < FIXED_HEADER_BYTES) return false
  const first = bytes[start]!
  if (first >> 6 !== 2) return false
  const second = bytes[start + 1]!
  let payload = start + FIXED_HEADER_BYTES
  let padding = 0
  if ((first & 0x3f) !== 0) {
    payload += (first & 0x0f) << 2
    if ((first & 0x10) !== 0) {
      if (payload + 4 > end) return false
      payload += 4 + (((bytes[payload + 2]! << 8) | bytes[payload + 3]!) << 2)
    }
    if (payload > wireEnd) return false
    if ((first & 0x20) !== 0 && wireEnd === end) {
      padding = bytes[end - 1]!
      if (padding === 0 || payload + padding > end) return false
    }
  }
  header.marker = (second & 0x80) !== 0
  header.payloadType = second & 0x7f
  header.sequence = (bytes[start + 2]! << 8) | bytes[start + 3]!
  header.rtpTimestamp = word(bytes, start + 4)
  header.ssrc = word(bytes, start + 8)
  header.payloadStart = payload
  header.payloadOctets = wireEnd - payload - padding
  return true
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
