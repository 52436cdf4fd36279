/** What the first bytes of a UDP payload say it is. Small integers: asked once per packet. */
export const KIND_OTHER = 0
export const KIND_RTP = 1
export const KIND_RTCP = 2
/** Something that begins with text, as SIP does, or with a line end before it. */
export const KIND_TEXT = 3
export type PayloadKind = typeof KIND_OTHER | typeof KIND_RTP | typeof KIND_RTCP | typeof KIND_TEXT

const LINE_FEED = 10
const RTP_HEADER_BYTES = 12
const RTCP_HEADER_BYTES = 8

/**
 * Tells RTP, RTCP and text apart by the first byte (RFC 7983 §7: 128..191 is RTP or RTCP; 0..3 STUN, 16..19 ZRTP, 20..63
 * DTLS, 64..79 TURN) and by the second (RFC 5761 §4: packet types 192..223 are RTCP). Text overlaps the ranges of DTLS and
 * TURN, so a letter or line end in front only means that SIP is possible.
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
  return first >= LINE_FEED && first < 128 ? KIND_TEXT : KIND_OTHER
}
