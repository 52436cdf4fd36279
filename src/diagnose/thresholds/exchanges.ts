import { MICROS_PER_SECOND } from '../../model/time.ts'

/** NOTIFYs of one subscription within a minute that make a storm. Chosen by us: one a second is the most RFC 6665 §4.1.2.3 expects of a package. */
export const NOTIFY_STORM = 60
export const NOTIFY_STORM_US = 60 * MICROS_PER_SECOND
/** Subscriptions that ran out and were begun again within one dialog's name, to be a loop. Chosen by us. */
export const TIMEOUT_LOOPS = 3

/** OPTIONS between two hosts from which their cadence is told. Chosen by us. */
export const PINGS_TOLD = 3
/** Above this a UDP binding of a translator may be gone (RFC 4787 §4.3, REQ-5: 2 minutes at least); below 5 s it is load. Chosen by us. */
export const PING_SLOW_US = 120 * MICROS_PER_SECOND
export const PING_FAST_US = 5 * MICROS_PER_SECOND
