/** What a telephone-event payload says. Overwritten by the next. */
export class TelephoneEvent {
  /** 0 to 9, 10 for *, 11 for #, 12 to 15 for A to D, and tones beyond (RFC 4733 §3.2, RFC 4734). */
  event = 0
  end = false
  /** Power below 0 dBm0, in dB. */
  volumeDb = 0
  /** Ticks of the RTP clock since the event began. */
  duration = 0
}

const PAYLOAD_BYTES = 4

/**
 * The (first) event of a payload of that type (RFC 4733 §2.3). False when there is no room for one.
 *
 *     event | E R volume (6) | duration (16)
 */
export function decodeTelephoneEvent(into: TelephoneEvent, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < PAYLOAD_BYTES) return false
  into.event = bytes[start]!
  into.end = (bytes[start + 1]! & 0x80) !== 0
  into.volumeDb = bytes[start + 1]! & 0x3f
  into.duration = (bytes[start + 2]! << 8) | bytes[start + 3]!
  return true
}
