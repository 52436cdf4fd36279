/** What the first bytes of a UDP payload say it may be. Small integers: asked once per packet. */
export const KIND_OTHER = 0
export const KIND_RTP = 1
export const KIND_RTCP = 2
/** 0 to 3. */
export const KIND_STUN = 3
/** Text, as of SIP, or what RFC 7983 puts into the same range: ZRTP, DTLS, TURN channel data. */
export const KIND_TEXT = 4
export type PayloadKind = typeof KIND_OTHER | typeof KIND_RTP | typeof KIND_RTCP | typeof KIND_STUN | typeof KIND_TEXT

const LINE_FEED = 10
const RTP_HEADER_BYTES = 12
const RTCP_HEADER_BYTES = 8

/**
 * Tells payloads apart by the first byte (RFC 7983 §7: 0..3 STUN, 16..19 ZRTP, 20..63 DTLS, 64..79 TURN, 128..191 RTP or
 * RTCP) and, of RTP, by the second (RFC 5761 §4: packet types 192..223 are RTCP). Text overlaps three of the ranges, so that
 * none but the reader of each can tell: a byte from line feed to 127 is `KIND_TEXT`.
 */
export function payloadKind(bytes: Uint8Array, start: number, end: number): PayloadKind {
  const length = end - start
  if (length < RTCP_HEADER_BYTES) return KIND_OTHER
  const first = bytes[start]!
  if (first >> 6 === 2) {
    const second = bytes[start + 1]!
    if (second >= 192 && second <= 223) return KIND_RTCP
    return length < RTP_HEADER_BYTES ? KIND_OTHER : KIND_RTP
  }
  if (first <= 3) return KIND_STUN
  return first >= LINE_FEED && first < 128 ? KIND_TEXT : KIND_OTHER
}
