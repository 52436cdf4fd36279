/** Numbers by which the whole input is judged, with their sources. */

// Frequency (chosen by us)
/** A share means nothing below this many attempts. */
export const SHARE_MIN_ATTEMPTS = 5
/** The same fault on so many calls and so large a share of them is raised one step. */
export const FREQUENT_CALLS = 3
export const FREQUENT_SHARE = 0.2

/** Calls that a ratio of a peer needs, and the effectiveness (RFC 6076 §4.7) below which it is low. Chosen by us. */
export const ASR_MIN_ATTEMPTS = 20
export const SEER_LOW_PERCENT = 40

/** Answered calls that a usual duration needs, and the median below which they are oddly short. Chosen by us. */
export const ACD_MIN_CALLS = 20
export const ACD_SHORT_MS = 15_000
/** Calls whose durations lie so close together are made by a machine. Chosen by us. */
export const ACD_MACHINE_SPREAD_MS = 1_000
/** Two kinds of calls: so many below, and above, with hardly any between. Chosen by us. */
export const ACD_BELOW_MS = 10_000
export const ACD_ABOVE_MS = 60_000
export const ACD_EITHER_SHARE = 0.3
export const ACD_BETWEEN_SHARE = 0.1

/** Failed calls of which a share means something, how many must be alike, and which share of all. Chosen by us. */
export const CLUSTER_MIN_FAILURES = 5
export const CLUSTER_MIN_ALIKE = 3
export const CLUSTER_SHARE = 0.5
