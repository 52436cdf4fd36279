import { uint16 } from '../container/integers.ts'

const HEADER_BYTES = 13
/** 2^14 and what encryption may add (RFC 6347 §4.1). */
const MAX_FRAGMENT = 16_384 + 2_048

export const CHANGE_CIPHER_SPEC = 20
export const ALERT = 21
export const HANDSHAKE = 22
const HEARTBEAT = 24

/** A DTLS record; one object, overwritten by the next. */
export class DtlsRecord {
  type = 0
  epoch = 0
  /** Bounds of the fragment. */
  start = 0
  end = 0
}

/**
 * The record (RFC 6347 §4.1) at `start`. False when there is none: another type or version, or a length beyond the datagram, which
 * ends at `wireEnd`; the capture may have cut it at `end`.
 * Behind the first byte stands 1.0, 1.2 (1.3 says 1.2), or 0x0100, which OpenSSL sent before there was a standard.
 *
 *     type 20..24 | version: 254, 255 or 253 | epoch (2) | sequence number (6) | length (2) | fragment
 */
export function decodeRecord(record: DtlsRecord, bytes: Uint8Array, start: number, end: number, wireEnd: number) {
  if (end - start < HEADER_BYTES) return false
  const type = bytes[start]!
  const version = uint16(bytes, start + 1, false)
  if (
    type < CHANGE_CIPHER_SPEC ||
    type > HEARTBEAT ||
    (version !== 0xfeff && version !== 0xfefd && version !== 0x0100)
  ) {
    return false
  }
  const length = uint16(bytes, start + 11, false)
  if (length > MAX_FRAGMENT || start + HEADER_BYTES + length > wireEnd) return false
  record.type = type
  record.epoch = uint16(bytes, start + 3, false)
  record.start = start + HEADER_BYTES
  record.end = Math.min(record.start + length, end)
  return true
}

/** A DTLS 1.3 record under its short header (RFC 9147 §4): 001 in front. Only worth asking where DTLS has been seen. */
export const isCiphertext = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= 19 && bytes[start]! >> 5 === 1
