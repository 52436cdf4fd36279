import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on voice agents decide by, with their sources. People expect an answer within 300 ms of a pause. */

/** AMR below 12.2 kbit/s, its mode 7 (3GPP TS 26.101, table 1a), is what recognition suffers from. Chosen by us. */
export const AMR_FULL_MODE = 7
/** With so much loss on top a weak codec is worse. Chosen by us. */
export const CODEC_LOSS_PERCENT = 1

/** Lost or too late to be played: recognition makes mistakes from 3 % on. Chosen by us, after what Twilio warns at. */
export const STT_LOSS_PERCENT = 3
export const STT_LOSS_CRITICAL_PERCENT = 10
/** Holes in which a word goes missing, and how many of them a minute. Chosen by us. */
export const STT_GAP_MS = 200
export const STT_GAPS_PER_MINUTE = 2
/** A longer time in which neither numbers nor the clock went on is a sender that paused. Chosen by us. */
export const STT_STALL_MS = 1_000
/** Samples at full scale: peaks of what is said are cut off. Chosen by us. */
export const STT_CLIPPED_SHARE = 0.005
/** ITU-T G.109: MOS 3.60 is R 70, below which many are dissatisfied. */
export const STT_MOS = 3.6

/** After the answer; a caller says "hello?" and hangs up. Chosen by us. */
export const FIRST_AUDIO_MS = 2_000
export const FIRST_AUDIO_HIGH_MS = 4_000
/** Shorter pauses are within the words with which a call is taken. Chosen by us. */
export const GREETING_PAUSE_US = 1_000 * MICROS_PER_MS
/** Callers who hang up so soon did not get what they called for. Chosen by us. */
export const EARLY_HANGUP_US = 8 * MICROS_PER_SECOND
/** Of the answered calls. Chosen by us. */
export const EARLY_HANGUP_SHARE = 0.2
/** Of a stream: it is one silence with a click in it. Chosen by us. */
export const SILENT_SHARE = 0.98
/** The first digital silence that lies so near the beginning is what a stream begins with. Chosen by us. */
export const SILENT_FROM_MS = 300

/** A digit is passed on at once; gateways take one packet interval or two. Chosen by us. */
export const DIGIT_PASSED_US = 500 * MICROS_PER_MS
/** INVITE to ringing of a call that an agent makes. Chosen by us: ITU-T E.721 aims at a mean of 3 s for local calls. */
export const OUTBOUND_PDD_MS = 4_000
/** More than a click before the answer. Chosen by us. */
export const EARLY_SPEECH_MS = 500
/** Nobody takes a call that fast: the platform does, before there is an agent. Chosen by us. */
export const INSTANT_ANSWER_MS = 150
/** Carrier to agent and back: what is left of a turn of 800 ms for recognition, model and voice. Chosen by us. */
export const REGION_RTT_MS = 150

/** Between the end of what the caller says and the agent's voice; people leave some 200 ms. Chosen by us. */
export const REPLY_P50_MS = 1_200
export const REPLY_P50_HIGH_MS = 2_500
export const REPLY_P95_MS = 2_500
/** Of fewer nothing is told; and one slow reply alone may be a look-up. Chosen by us. */
export const MIN_REPLIES = 3
export const MIN_SLOW_REPLIES = 2
/** Nobody speaks, though it is the agent's turn. Chosen by us. */
export const DEAD_AIR_MS = 6_000
/** The same where nothing at all comes from the agent, or digital silence. Chosen by us. */
export const DEAD_DIRECTION_MS = 4_000
/** Who interrupts goes on for so long; a "yes" or "mhm" is over sooner. Chosen by us. */
export const BARGE_IN_SPEECH_MS = 800
/** From there until the agent is quiet. Chosen by us. */
export const BARGE_IN_P50_MS = 500
export const BARGE_IN_HIGH_MS = 1_200
export const MIN_BARGE_INS = 2
/** Of the time in which somebody speaks: both. Chosen by us. */
export const TALK_OVER_SHARE = 0.15
export const TALK_OVER_MEDIUM_SHARE = 0.3
/** Of shorter calls, and of less talk, nothing is told. Chosen by us. */
export const TALK_OVER_CALL_US = 20 * MICROS_PER_SECOND
export const TALK_OVER_TALK_US = 10 * MICROS_PER_SECOND
