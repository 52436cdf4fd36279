import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on routing decide by, with their sources. */

/** Times one server stands in the Via of a request before that is a loop for sure. Chosen by us: twice may be two roles of one host. */
export const LOOP_VISITS = 3
/** Hops left that a request needs to go on. Chosen by us: an edge, a core and a destination. */
export const HOPS_LEFT = 3
/** What a client begins with (RFC 3261 §8.1.1.6). */
export const INITIAL_HOPS = 70
/** A lookup that takes longer holds up the call. Chosen by us: an answer from a cache takes a millisecond. */
export const SLOW_LOOKUP_US = MICROS_PER_SECOND
/** How long before a request a lookup may have been made for it. Chosen by us: a timeout with two tries lies within. */
export const LOOKUP_BEFORE_US = 10 * MICROS_PER_SECOND
/** As long a server may remember that a name does not exist (RFC 2308 §5): what Kamailio does by dns_cache_negative_ttl. */
export const NEGATIVE_CACHE_US = 60 * MICROS_PER_SECOND
/** A client that means to try the next target does so within this time. Chosen by us: ten times T1, after what carriers advise. */
export const NEXT_TARGET_US = 5 * MICROS_PER_SECOND
/** Share of calls that needed another target from which the first is no longer to be called well. Chosen by us. */
export const FAILOVER_SHARE = 0.1
export const FAILOVER_WHOLE = 10
/** Pings without a sign of life in a row. Chosen by us: one or two may be loss. */
export const PINGS_LOST = 3
/** Digits of an extension: shorter numbers are a PBX's own. Chosen by us. */
export const EXTENSION_DIGITS = 6
/** Times a call is forwarded before that is a ring of forwards rather than a plan. Chosen by us. */
export const MANY_DIVERSIONS = 5
