/** What an analysis keeps and shows at the most. Chosen by us. */

/** Findings (groups) an analysis keeps; further ones are counted as a flaw. */
export const FINDINGS_CAP = 5_000
/** Calls a finding names, the first ones; all are counted. */
export const CALLS_NAMED = 100
/** Examples a finding keeps: their first evidence is shown beside the whole evidence of the first. */
export const EXAMPLES_KEPT = 5
/** Evidence items of a finding: more than anybody reads. */
export const EVIDENCE_CAP = 20
/** Characters of an excerpt. */
export const EXCERPT_CAP = 1_000
/**
 * Hosts and called users that shares are counted of, hosts remembered as asked or as speaking, and hosts of one finding. What comes from
 * others is counted as a flaw, and no share raises or excuses it.
 */
export const HOSTS_CAP = 10_000
/** Ended conversations that are judged once more with all that the input has shown; further ones stay as they were judged at their end. */
export const UNDECIDED_CAP = 500
