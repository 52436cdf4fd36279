import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on early media, DTMF, fax and codecs decide by, with their sources. */

/** Announced early media that has not begun by then is missed. Chosen by us. */
export const EARLY_MEDIA_US = 2 * MICROS_PER_SECOND
/** The callee's first packet after the answer: a syllable, a word, a greeting is lost. Chosen by us. */
export const CLIPPED_LOW_MS = 500
export const CLIPPED_MS = 1_000
export const CLIPPED_HIGH_MS = 2_000
/** Media may overtake its description by so much without anybody's doing. Chosen by us: a round trip within a country. */
export const EARLY_RTP_US = 50 * MICROS_PER_MS

/** A digit that comes twice within this time was pressed once. Chosen by us: the shortest tone and pause of ITU-T Q.24 together are 80 ms. */
export const SAME_DIGIT_US = 200 * MICROS_PER_MS
/** The shortest tone and the shortest pause a receiver must know (ITU-T Q.24 Table 1). */
export const TONE_MIN_MS = 40
export const PAUSE_MIN_MS = 40
/** Power below 0 dBm0 at which a receiver may take no notice: RFC 4733 §2.3 asks for -36 dBm0 and above. */
export const TONE_QUIET_DB = 36
/** Events in a row that each seem to be one digit of one packet. Chosen by us. */
export const TONE_SPLIT_EVENTS = 3
/** After the last packet of an event so much more must be in the stream for its end to be missing. Chosen by us. */
export const TONE_OVER_US = MICROS_PER_SECOND

/** A call that goes on so long after T.38 was refused has found another way. */
export const FAX_FALLBACK_US = 5 * MICROS_PER_SECOND
/** A BYE or refusal so soon after offering fax is its consequence. Chosen by us. */
export const FAX_END_US = 10 * MICROS_PER_SECOND
/** One frame of 14.4 kbit/s and 40 ms: 72 octets. */
export const FAX_DATAGRAM_OCTETS = 72
