import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on TLS decide by, with their sources. */

const DAY_US = 24 * 3_600 * MICROS_PER_SECOND

/** Days before its end at which a certificate is told of. Chosen by us: what certificate services warn at. */
export const EXPIRES_LOW_US = 30 * DAY_US
export const EXPIRES_MEDIUM_US = 14 * DAY_US
export const EXPIRES_HIGH_US = 3 * DAY_US
/** A capture older than that says nothing of the certificate in use now. Chosen by us. */
export const FRESH_CAPTURE_US = 7 * DAY_US
/** Clocks may differ so far before a certificate counts as not yet valid. Chosen by us. */
export const CLOCK_TOLERANCE_US = 60 * MICROS_PER_SECOND
/** A client that gets through within that time has lost nothing. Chosen by us: 64*T1, as a transaction waits. */
export const RETRIED_US = 32 * MICROS_PER_SECOND
/** A handshake takes two round trips and some computing. Chosen by us. */
export const SLOW_HANDSHAKE_US = MICROS_PER_SECOND
/** New connections of two hosts within a minute that show that none is kept (RFC 5923). Chosen by us. */
export const MANY_HANDSHAKES = 5
export const MANY_HANDSHAKES_WINDOW_US = 60 * MICROS_PER_SECOND
/** Shortest keys that are still good (RFC 9325 §4.5). */
export const RSA_BITS = 2_048
export const EC_BITS = 224
