import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on signalling decide by, with their sources. */

// Timers of transactions (RFC 3261 Appendix A)
/** T1, the estimate of the round-trip time: 500 ms. */
const T1_MS = 500
/** 64 * T1: timers B, F and H. After that nobody waits for an answer any more. */
export const TIMER_B_US = 64 * T1_MS * MICROS_PER_MS
/** T2, the longest interval between repetitions of a non-INVITE request. */
export const T2_US = 4 * MICROS_PER_SECOND

// An INVITE without response (RFC 3261 §17.1.1.2: sent at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s over UDP)
/** Sends of one request that show it was not answered. Chosen by us: two retransmissions rule out one lost packet. */
export const UNANSWERED_SENDS = 3
/** Sends after which the silence is certain: 7.5 s by timer A. */
export const UNANSWERED_SENDS_CERTAIN = 5
/** The same as a time: the fifth send by timer A. */
export const UNANSWERED_SPAN_US = 7.5 * MICROS_PER_SECOND
/** Over TCP and TLS nothing is re-sent, so time alone decides. Chosen by us. */
export const UNANSWERED_STREAM_US = 5 * MICROS_PER_SECOND

/** The same of a non-INVITE (RFC 3261 §17.1.2.2: sent at 0, 0.5, 1.5, 3.5, 7.5 s ...). */
export const UNANSWERED_NONINVITE_SENDS = 4

// A 2xx that is never acknowledged (RFC 3261 §13.3.1.4)
/** Re-sends of a 2xx that show its ACK does not arrive. Chosen by us. */
export const ACK_MISSING_RESENDS = 3
/** Re-sends after which the dialog will be given up. Chosen by us: about 20 of the 32 seconds. */
export const ACK_MISSING_RESENDS_CERTAIN = 7

// Calls
/** A call that was answered and released within this time is short: the reference's own example (`duration < 10`). */
export const SHORT_CALL_US = 10 * MICROS_PER_SECOND
/** A caller who hangs up that soon after the answer, having heard nothing, gave up. Chosen by us. */
export const GAVE_UP_US = 5 * MICROS_PER_SECOND

/** A failed step that lost the caller so much time is told although another try succeeded. Chosen by us. */
export const COSTLY_STEP_US = 3 * MICROS_PER_SECOND
/** So large a share of the calls to one peer that end alike shows that the peer, not the call, is at fault. Chosen by us. */
export const HALF = 0.5
/** A refused number is a wrong number, and not a wrong dial plan, where fewer than a tenth of ten calls or more end so, and three others worked. Chosen by us. */
export const RARE_SHARE = 0.1
export const RARE_WHOLE = 10
export const WORKING_CALLS = 3
/** More digits of one number follow within this time: the inter-digit timer T302 of ITU-T Q.931 is 15 s at most. */
export const OVERLAP_US = 15 * MICROS_PER_SECOND
/** Two BYEs that are sent so close together cross on the way. Chosen by us: a long round trip and a retransmission. */
export const CROSSING_US = 2 * MICROS_PER_SECOND
/** A request larger than this must not go over UDP where the path MTU is not known (RFC 3261 §18.1.1). */
export const UDP_MAX_OCTETS = 1300
/** A 408 that comes so soon is no timeout: the next hop could not be reached. Chosen by us, under T1 (RFC 3261 §17.1.1.1). */
export const AT_ONCE_US = 400 * MICROS_PER_MS
/** A 408 that comes so late is timer B of a server on the way: 64*T1 is 32 s (RFC 3261 §17.1.1.2), less its first hop. */
export const TIMED_OUT_US = 30 * MICROS_PER_SECOND
/** Busy so often on one trunk is rather a limit of its channels. Chosen by us. */
export const BUSY_SHARE = 0.3
export const BUSY_WHOLE = 10
/** Nobody declines a call by hand that fast. Chosen by us. */
export const FAST_DECLINE_US = MICROS_PER_SECOND
export const FAST_DECLINE_WHOLE = 20
/** A BYE so soon after the answer is no conversation that ended. Chosen by us. */
export const AT_ANSWER_US = 5 * MICROS_PER_SECOND
/** Calls started within a second from which one peer may turn some away. Chosen by us, after what carriers advise per address. */
export const OVERLOAD_PER_SECOND = 30
/** A BYE that nobody heard: so many re-sends, or so long (RFC 3261 §17.1.2.2: the fourth send comes after 3.5 s). Chosen by us. */
export const BYE_RESENDS = 3
export const BYE_SILENCE_US = 4 * MICROS_PER_SECOND
/** Media that goes on so long after a BYE belongs to a call that nobody ended. Chosen by us: the call itself is forgotten soon after. */
export const ZOMBIE_US = 30 * MICROS_PER_SECOND
/** Repetitions of one request that no single lost packet explains. Chosen by us. */
export const RESENDS_MANY = 3
/** Shares of a peer's requests that are repeated. Chosen by us. */
export const RESENT_SHARE = 0.05
export const RESENT_SHARE_HIGH = 0.2
/** A response so soon after its request was sent by the same host as the tap is at, or next to it. Chosen by us. */
export const NEAR_SERVER_US = 2 * MICROS_PER_MS
/** A server that knows it needs longer than 200 ms says 100 at once (RFC 3261 §17.2.1); at 500 ms (T1) the client sends again. */
export const SLOW_100_MS = 200
export const VERY_SLOW_100_MS = 500
/** Post-dial delay. ITU-T E.721 aims at means of 3 s for local, 5 s for toll and 8 s for international calls; 6 and 11 s (its 95 % for the latter) chosen by us. */
export const PDD_MS = 6_000
export const PDD_HIGH_MS = 11_000
export const PDD_INTERNATIONAL_MS = 8_000
/** A caller who hangs up after so long without ringing gave up. Chosen by us. */
export const PDD_SILENT_CANCEL_MS = 8_000
/** When a side without ACK gives a call up: 64*T1 = 32 s after the 2xx (RFC 3261 §13.3.1.4), some carriers from 20 s on; 4 s of slack chosen by us. */
export const DROP_FROM_MS = 20_000
export const DROP_TO_MS = 36_000
/** A call without media for so long is over for its parties. Chosen by us. */
export const GONE_US = 60 * MICROS_PER_SECOND
/** Ringing longer than any no-answer timer in use. Chosen by us. */
export const LONG_RING_MS = 60_000
/** Calls given up at once, and the share of all from which a dialler is behind it. Chosen by us. */
export const ABANDON_MS = 2_000
export const ABANDON_SHARE = 0.1
export const ABANDON_WHOLE = 20
/** ACK and BYE follow a 2xx that nobody wants any more within this time. Chosen by us. */
export const RACE_MS = 2_000
/** Media that goes on so long after it is a call that is billed. Chosen by us. */
export const BILLED_US = 5 * MICROS_PER_SECOND
/** When a change refused with 491 is tried again: by the side that made the Call-ID, by the other (RFC 3261 §14.1). */
export const OWNER_RETRY_MS: readonly [number, number] = [2_100, 4_000]
export const OTHER_RETRY_MS: readonly [number, number] = [0, 2_000]
/** What the way from the side to the tap and a busy timer may add or take. Chosen by us. */
export const GLARE_SLACK_MS = 250
/** Collisions of one call that are no accident any more. Chosen by us. */
export const GLARE_ROUNDS = 3
/** A BYE so soon after a collision is its consequence. Chosen by us. */
export const GLARE_DROP_US = 5 * MICROS_PER_SECOND
/** Another offer within this time belongs to the one that was refused. Chosen by us. */
export const CHANGE_RETRY_US = 10 * MICROS_PER_SECOND
/** A call that ends so soon after a refused change ends because of it. Chosen by us. */
export const DROP_AFTER_CHANGE_US = 5 * MICROS_PER_SECOND
