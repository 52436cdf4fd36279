import { decodeLlc } from './ether-type.ts'
import { ENCRYPTED_FRAME, NOT_IP, SHORT_FRAME, UNREAD_FRAME } from './link-decoder.ts'

const HEADER_BYTES = 24
const ADDRESS_BYTES = 6
const QOS_BYTES = 2
const HT_CONTROL_BYTES = 4
/** Frame control, first octet: version and type; subtype bits of data frames. */
const TYPE_BITS = 0x0f
const DATA = 0x08
const NO_DATA = 0x40
const QOS = 0x80
/** Second octet. */
const BOTH_WAYS = 0x03
const MORE_FRAGMENTS = 0x04
const PROTECTED = 0x40
const ORDER = 0x80
/** In the first octet of QoS control: several packets in one frame. */
const AGGREGATE = 0x80

/**
 * An IEEE 802.11 data frame; `padded` where the capturing driver filled the header up to 32 bits. Other frames are no IP.
 *
 *     control (2) | duration (2) | three addresses (18) | sequence (2) | address 4 (6) | QoS (2) | HT control (4) | LLC, SNAP
 *
 * The fourth address is there between two base stations, the rest where the control field says so.
 */
export function decodeWireless(bytes: Uint8Array, start: number, end: number, padded = false): number {
  if (end - start < 2) return SHORT_FRAME
  const subtype = bytes[start]!
  const flags = bytes[start + 1]!
  if ((subtype & TYPE_BITS) !== DATA || (subtype & NO_DATA) !== 0) return NOT_IP
  if ((flags & PROTECTED) !== 0) return ENCRYPTED_FRAME
  if (end - start < HEADER_BYTES) return SHORT_FRAME
  if ((flags & MORE_FRAGMENTS) !== 0 || (bytes[start + 22]! & 0x0f) !== 0) return UNREAD_FRAME
  let length = HEADER_BYTES
  if ((flags & BOTH_WAYS) === BOTH_WAYS) length += ADDRESS_BYTES
  if ((subtype & QOS) !== 0) {
    if (end - start < length + QOS_BYTES) return SHORT_FRAME
    if ((bytes[start + length]! & AGGREGATE) !== 0) return UNREAD_FRAME
    length += QOS_BYTES
    if ((flags & ORDER) !== 0) length += HT_CONTROL_BYTES
  }
  return decodeLlc(bytes, start + (padded ? length + (-length & 3) : length), end)
}

/** LINKTYPE_IEEE802_11: nothing in front of the frame. */
export function decodeBareWireless(bytes: Uint8Array, start: number, end: number): number {
  return decodeWireless(bytes, start, end)
}
