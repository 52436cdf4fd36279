/** Numbers the rules on attacks and exposure decide by, with their sources. */

/** The largest UDP datagram (RFC 768): no request for a call is longer. */
export const HUGE_MESSAGE_CHARS = 65_536
/** Headers of one message. Chosen by us: messages of carriers with History-Info and P- headers stay below 80. */
export const MANY_HEADERS = 200
/** Hops a request may pass: the usual Max-Forwards (RFC 3261 §8.1.1.6). */
export const MANY_VIAS = 70

// What sources do over time. Chosen by us where nothing else is said.
/** Attempts remembered for it: 16 MiB. */
export const ATTEMPTS_CAP = 100_000
/** Names of hosts and users that are kept once, and sources of which a start line is. */
export const NAMES_CAP = 20_000
/** Start lines kept of one source and method. */
export const ATTEMPTS_PROVEN = 5
/** Sources one rule tells of. */
export const SOURCES_TOLD = 20
/** Distinct users within a minute, and the share of them that never got in nor tried to. */
export const ENUMERATED_USERS = 10
export const ENUMERATED_US = 60_000_000
export const ENUMERATED_SHARE = 0.8
/** Rejected credentials within a minute; fewer do where the source gives itself away otherwise. */
export const GUESSES = 30
export const GUESSES_OF_KNOWN = 10
export const GUESSES_US = 60_000_000
/** REGISTERs and INVITEs within a second, and how far above its usual a source may go once it has sent so many. */
export const REGISTERS_PER_SECOND = 50
export const INVITES_PER_SECOND = 100
export const FLOOD_RATIO = 10
export const FLOOD_MIN_REQUESTS = 300
/** The usual of a source takes so long to learn. */
export const FLOOD_USUAL_US = 300_000_000
/** Registrations that succeed make a storm after a restart of it; calls that get on make it traffic. */
export const STORM_SHARE = 0.5
export const COMPLETED_SHARE = 0.2
/** Callers of one number within ten seconds. */
export const CALLERS_AT_ONCE = 20
export const CALLERS_AT_ONCE_US = 10_000_000
/** OPTIONS within a minute, or targets of them. */
export const OPTIONS_PER_MINUTE = 100
export const OPTIONS_TARGETS = 20
export const OPTIONS_WINDOW_US = 60_000_000
/** A keepalive comes no more often. */
export const KEEPALIVE_US = 5_000_000
/** Answers needed for a median of response times. */
export const MEDIAN_OF = 10
/** Forms in which one number is dialled until it is a hunt for the prefix. */
export const HUNTED_FORMS = 3
/** Short answered calls into one range of a hundred numbers. */
export const SHORT_CALL_MS = 30_000
export const SHORT_CALLS = 5
/** Signals of fraud together; answered calls that make it critical; probes that make it more than one. */
export const FRAUD_SIGNALS = 3
export const FRAUD_CALLS = 3
export const PROBES = 3
/** Refusals of a stranger before he is let in. */
export const REFUSED_BEFORE = 3
/** Calls to compare countries with, and the share that makes one foreign. */
export const COMPARED_CALLS = 5
export const FOREIGN_SHARE = 0.1
export const REDIRECT_COMPARED_CALLS = 10
/** Redirections and challenged phones remembered. */
export const REDIRECTS_CAP = 1_000
