import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on registrations decide by, with their sources. */

/** Longer than this a UDP binding of a translator need not last (RFC 4787 REQ-5: two minutes at least). */
export const NAT_LIFETIME_S = 120
/** As short as many translators are in practice; RFC 5626 §4.4.1 sends keepalives every 24 to 29 s. */
export const KEEPALIVE_US = 30 * MICROS_PER_SECOND
/** Refreshes closer together are no refreshes any more. Chosen by us: over UDP short ones keep a binding of a translator open. */
export const BRIEF_UDP_US = 15 * MICROS_PER_SECOND
export const BRIEF_STREAM_US = 30 * MICROS_PER_SECOND
/** Intervals that make a habit. Chosen by us. */
export const BRIEF_INTERVALS = 3
/** REGISTERs of one address of record within a minute. Chosen by us. */
export const REGISTERS_PER_MINUTE = 10
/** Contacts of one address of record: a desk phone, a mobile, a soft phone or two. Chosen by us. */
export const MANY_CONTACTS = 5
/** A device that was switched off comes back later than this many times its expiry. Chosen by us. */
export const ABSENT_EXPIRIES = 2
/** Times a client leaves and is back within a minute. Chosen by us. */
export const FLAPS = 3
export const FLAP_US = 60 * MICROS_PER_SECOND
