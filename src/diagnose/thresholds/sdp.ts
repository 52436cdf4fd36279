import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on session descriptions decide by, with their sources. */

/** Payload types from here on mean what an rtpmap says (RFC 3551 §3). */
export const FIRST_DYNAMIC = 96
/** Formats of one line that are more than anybody needs. Chosen by us: browsers offer about ten. */
export const MANY_FORMATS = 10
/** Octets of a description that leave little of the 1,300 RFC 3261 §18.1.1 allows over UDP. Chosen by us. */
export const LONG_DESCRIPTION = 1_000
/** Times a codec goes to and fro in one call before that is a fault of its own. Chosen by us. */
export const CODEC_FLAPS = 3
/** A call that lasts so long after its answer went on in spite of it. Chosen by us. */
export const GOES_ON_US = 5 * MICROS_PER_SECOND
/** Packetisation times everybody handles. RFC 3551 §4.2 recommends 20 ms; the others are common practice. */
export const STANDARD_PTIMES_MS: readonly number[] = [10, 20, 30, 40, 60]
