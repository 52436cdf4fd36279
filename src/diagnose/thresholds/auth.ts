import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on authentication and registration decide by, with their sources. */

/** A client that means to answer a challenge does so within this time. Chosen by us: ten times T1. */
export const ANSWERS_CHALLENGE_US = 5 * MICROS_PER_SECOND
/** Challenges with stale=true in a row that show a nonce nobody can use in time. Chosen by us. */
export const STALE_CHALLENGES = 2
/** Difference of clocks worth telling, and one that breaks what depends on time. Chosen by us: RFC 8224 §4.1 allows 60 s. */
export const SKEW_LOW_US = 60 * MICROS_PER_SECOND
export const SKEW_MEDIUM_US = 300 * MICROS_PER_SECOND
/** Beyond a day nobody knows which clock is wrong. Chosen by us. */
export const SKEW_ABSURD_US = 24 * 3_600 * MICROS_PER_SECOND
/** Time zones differ by multiples of this; logs are often written in local time. */
export const ZONE_STEP_US = 15 * 60 * MICROS_PER_SECOND
/** A nonce should not live longer. Chosen by us: servers give minutes. */
export const NONCE_LIFETIME_US = 3600 * MICROS_PER_SECOND
/** Credentials of one user tried again within this time belong to one series. Chosen by us. */
export const AUTH_SERIES_US = 60 * MICROS_PER_SECOND
