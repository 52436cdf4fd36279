import { MICROS_PER_SECOND } from '../../model/time.ts'

/** How far the end of an INVITE may lie from its Expires to be its doing. Chosen by us: one round trip and a second of doubt. */
export const EXPIRES_SLACK_US = 2 * MICROS_PER_SECOND

/**
 * What a 100 to a non-INVITE request has to wait for over UDP: until timer E of the client is T2, after 0.5 + 1 + 2 s (RFC 4320
 * §4.1, RFC 3261 §17.1.2.2), less a tenth of a second for the way. The tenth chosen by us.
 */
export const NON_INVITE_100_US = 3.4 * MICROS_PER_SECOND

/** Endpoints named in the summary of user agents. Chosen by us. */
export const ENDPOINTS_NAMED = 20
