import { MICROS_PER_MS, MICROS_PER_SECOND } from '../model/time.ts'

/** Every number a rule decides by, with its source. */

// RFC 3261 Appendix A
/** T1, the estimate of the round-trip time: 500 ms. */
const T1_MS = 500
/** 64 * T1: timers B, F and H. After that nobody waits for an answer any more. */
export const TIMER_B_US = 64 * T1_MS * MICROS_PER_MS

// An INVITE without response (RFC 3261 §17.1.1.2: sent at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s over UDP)
/** Sends of one request that show it was not answered. Chosen by us: two retransmissions rule out one lost packet. */
export const UNANSWERED_SENDS = 3
/** Sends after which the silence is certain: 7.5 s by timer A. */
export const UNANSWERED_SENDS_CERTAIN = 5
/** The same as a time: the fifth send by timer A. */
export const UNANSWERED_SPAN_US = 7.5 * MICROS_PER_SECOND
/** Over TCP and TLS nothing is re-sent, so time alone decides. Chosen by us. */
export const UNANSWERED_STREAM_US = 5 * MICROS_PER_SECOND

// A non-INVITE without response (RFC 3261 §17.1.2.2: sent at 0, 0.5, 1.5, 3.5, 7.5 s ...)
export const UNANSWERED_NONINVITE_SENDS = 4

// A 2xx that is never acknowledged (RFC 3261 §13.3.1.4)
/** Re-sends of a 2xx that show its ACK does not arrive. Chosen by us. */
export const ACK_MISSING_RESENDS = 3
/** Re-sends after which the dialog will be given up. Chosen by us: about 20 of the 32 seconds. */
export const ACK_MISSING_RESENDS_CERTAIN = 7

// Loss (RFC 3550 A.3); the steps: 5 % is the reference's own figure for high, 3 % is what Twilio's SDK warns at
export const LOSS_CRITICAL_PERCENT = 20
export const LOSS_HIGH_PERCENT = 5
export const LOSS_MEDIUM_PERCENT = 1
/** ITU-T Y.1541 classes 0 and 1 allow 0.1 %; below this nothing is heard. Chosen by us. */
export const LOSS_LOW_PERCENT = 0.5
/** Packets a percentage needs to mean something. Chosen by us: 5 s at 20 ms; below it one step lower, below the second none. */
export const LOSS_MIN_EXPECTED = 250
export const LOSS_MIN_EXPECTED_STEP_LOWER = 100
/** Share of loss runs of one packet that Opus' in-band FEC can mend (RFC 6716 §2.1.7). Chosen by us. */
export const FEC_MENDS_SINGLE_RUNS = 0.9

// Media
/** Packets in one direction that show media flows there. Chosen by us: one second at 20 ms. */
export const MEDIA_WORKS_PACKETS = 50
/** Since the answer: who hears nothing for so long hangs up. Chosen by us. */
export const MEDIA_WORKS_US = 10 * MICROS_PER_SECOND
/** One-way audio: packets of the side that is heard, and the time it must have run since the answer. Chosen by us. */
export const ONE_WAY_PACKETS = 100
export const ONE_WAY_AFTER_ANSWER_US = 5 * MICROS_PER_SECOND
/** Fewer than this share of the expected packets counts as none. Chosen by us. */
export const ONE_WAY_SHARE = 0.02
/** A side that may suppress silence must be silent for longer. Chosen by us. */
export const ONE_WAY_DTX_US = 20 * MICROS_PER_SECOND
/** An answered call without media. Chosen by us. */
export const NO_MEDIA_AFTER_ANSWER_US = 5 * MICROS_PER_SECOND
/** Hung up within this time, nobody may have noticed. Chosen by us. */
export const NO_MEDIA_SHORT_CALL_US = 10 * MICROS_PER_SECOND
/** RTP each way before RTCP can be missed: RFC 3550 §6.2 wants a report every 5 s, +-50 %. Chosen by us: six of them. */
export const RTCP_EXPECTED_AFTER_US = 30 * MICROS_PER_SECOND
/** Jitter up to which another packetisation does no harm. Chosen by us: an ordinary 40 ms buffer still holds. */
export const PTIME_HARMLESS_JITTER_MS = 30

// Packetisation
/** Packetisation times everybody handles. RFC 3551 §4.2 recommends 20 ms; the others are common practice. */
export const STANDARD_PTIMES_MS: readonly number[] = [10, 20, 30, 40, 60]

// Calls
/** A call that was answered and released within this time is short: the reference's own example (`duration < 10`). */
export const SHORT_CALL_US = 10 * MICROS_PER_SECOND
/** A caller who hangs up that soon after the answer, having heard nothing, gave up. Chosen by us. */
export const GAVE_UP_US = 5 * MICROS_PER_SECOND
/** Credentials of one user tried again within this time belong to one series. Chosen by us. */
export const AUTH_SERIES_US = 60 * MICROS_PER_SECOND

// Frequency (chosen by us)
/** A share means nothing below this many attempts. */
export const SHARE_MIN_ATTEMPTS = 5
/** The same fault on so many calls and so large a share of them is raised one step. */
export const FREQUENT_CALLS = 3
export const FREQUENT_SHARE = 0.2

// Caps
/** Findings (groups) an analysis keeps; further ones are counted as a flaw. */
export const FINDINGS_CAP = 5_000
/** Calls a finding names. */
export const CALLS_NAMED = 100
/** Examples a finding keeps: their first evidence is shown beside the whole evidence of the first. */
export const EXAMPLES_KEPT = 5
/** Evidence items of a finding. */
export const EVIDENCE_CAP = 20
/** Characters of an excerpt. */
export const EXCERPT_CAP = 1_000
/** Hosts remembered as asked or as speaking. */
export const HOSTS_CAP = 10_000
/** Endpoints named in the summary of user agents. */
export const ENDPOINTS_NAMED = 20
/** Ended conversations that are judged once more with all that the input has shown. */
export const UNDECIDED_CAP = 500
