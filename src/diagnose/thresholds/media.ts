import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on measured media decide by, with their sources. */

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

// Whether media flows
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

/** Packets before a figure of a stream means something: 5 s at 20 ms. Chosen by us. */
export const MEASURED_PACKETS = 250
/** The same for shares that are large or not there at all: 2 s. Chosen by us. */
export const SHORT_PACKETS = 100
/** Packets that are no accident. Chosen by us. */
export const SOME_PACKETS = 10

/** Scores are told apart here: ITU-T G.109 R 50 and 60 are MOS 2.58 and 3.10, R 70 is 3.60. 2.0 and 3.8 are chosen by us. */
export const MOS_CRITICAL = 2
export const MOS_HIGH = 3.1
export const MOS_MEDIUM = 3.6
export const MOS_LOW = 3.8
/** Packets a score needs: 10 s at 20 ms, one window. Chosen by us. */
export const MOS_PACKETS = 500
/** Below what the codec can reach anyway, less than this is not told. Chosen by us. */
export const MOS_DROP = 0.3

/** Interarrival jitter, 95th percentile. 30 ms is what Twilio warns at; 20 and 60 are one and three packets. Chosen by us. */
export const JITTER_LOW_MS = 20
export const JITTER_MEDIUM_MS = 30
export const JITTER_HIGH_MS = 60
/** Late for an adaptive buffer: heard as loss. Chosen by us, after the steps of loss. */
export const DISCARD_PERCENT = 1
export const DISCARD_JITTER_PERCENT = 3
export const DISCARD_HIGH_PERCENT = 5
/** The fixed buffer that phones and gateways have as shipped, three packets of 20 ms. Chosen by us. */
export const USUAL_BUFFER_MS = 60
/** So much of a stream may bear equal arrival times before the clock of the capture is doubted. Chosen by us. */
export const EQUAL_TIMES_SHARE = 0.1
/** Arrival times that fall on multiples of so much tell nothing of jitter: timer ticks of old kernels and Windows. */
export const COARSE_CLOCK_MS = 4
/** After a pause that the timestamps do not show, the estimator of RFC 3550 A.8 is above 20 ms for so many packets. */
export const PAUSE_ECHO_PACKETS = 42
/** Of all packets: more than this bends the 95th percentile. */
export const PAUSE_ECHO_SHARE = 0.05
/** Packets that are late for a simulated buffer before it begins anew. */
export const PAUSE_LATE_PACKETS = 10

/** Packets in clumps, and the pause that is heard as a stutter. Chosen by us. */
export const CLUMPED_SHARE = 0.1
export const CLUMP_PAUSE_MS = 100

/** A run of so many is a syllable lost: 200 ms. Chosen by us. */
export const BURST_RUN = 10
export const BURST_MS = 200
export const BURST_DENSITY = 0.25
/**
 * A burst begins and ends with a loss (RFC 3611 §4.7.2, Gmin 16): losses by chance look up to twice as dense within as over all. Chosen
 * by us.
 */
export const BURST_DENSITY_RATIO = 3
/** ITU-T G.107 §3.5: 1 is random loss. Chosen by us: with so much loss, twice of it is heard as bursts. */
export const BURST_RATIO = 2
export const BURST_RATIO_PERCENT = 1
export const OUTAGE_MS = 500
export const OUTAGES_HIGH = 3

/** Silence of an established direction. Chosen by us. */
export const STOPPED_US = 5 * MICROS_PER_SECOND
/** The same where silence suppression may be the reason. */
export const STOPPED_DTX_US = 30 * MICROS_PER_SECOND
/** A pause before that shows that this sender does pause. */
export const PAUSES_MS = 2_000
/** RTP timeouts of PBXs and SBCs as shipped, in seconds, and how exact they are. Chosen by us, after what vendors document. */
export const RTP_TIMEOUTS_S = [30, 60] as const
export const RTP_TIMEOUT_SLACK_S = 2
/** Around an answer, a re-INVITE or a transfer streams change. */
export const CHANGE_US = 2 * MICROS_PER_SECOND

/** From the ACK to the first RTP. Chosen by us: a second is a lost "hello". */
export const LATE_LOW_MS = 1_000
export const LATE_MEDIUM_MS = 2_000
export const LATE_HIGH_MS = 5_000

/** Packets that never reached the other side's own report: the average of so many reports. Chosen by us. */
export const FAR_REPORTS = 3
/** Cumulative loss at the far end that is told. Chosen by us: Twilio's SDK warns at 3 %. */
export const FAR_LOSS_PERCENT = 3
export const FAR_AVERAGE_PERCENT = 5
/** The share of the far end's loss that the tap saw already: then nothing new is lost behind it. Chosen by us. */
export const SEEN_UPSTREAM_SHARE = 0.8

/** Reordered packets (RFC 4737). Chosen by us. */
export const REORDERED_LOW_PERCENT = 0.5
export const REORDERED_MEDIUM_PERCENT = 2
/** Duplicates. Chosen by us: half of all are a second sender. */
export const DUPLICATES_PERCENT = 1
export const DUPLICATES_MANY_PERCENT = 50

/** Crystals keep 100 ppm; from 300 on a 60 ms buffer slips every 200 s. Chosen by us. */
export const SKEW_LOW_PPM = 100
export const SKEW_MEDIUM_PPM = 300
export const SKEW_OVER_MS = 60_000
/** Streams from different senders that drift alike share the clock of the capture. Chosen by us. */
export const SAME_SKEW_PPM = 30

/** Timestamp faults that are more than one accident, and those that never end. Chosen by us. */
export const TIMESTAMP_FAULTS = 3
export const TIMESTAMP_FAULTS_MANY = 50
export const TIMESTAMP_FAULTS_SHARE = 0.01
/** Clock rates of audio (RFC 3551 §4.1), and how near a stream must run to another than its own. The share is chosen by us. */
export const AUDIO_CLOCKS_HZ = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const
export const OFF_CLOCK_SHARE = 0.03

/** SSRCs of one call. Chosen by us. */
export const MANY_SSRCS = 5
export const SSRC_GAP_MS = 200
/** Streams at the same time. Chosen by us. */
export const OVERLAP_MS = 200
export const MIXED_US = MICROS_PER_SECOND
export const MIXED_PACKETS = 25
/** Two streams whose counts differ by less are one and the same, seen twice or sent back. Chosen by us. */
export const SAME_COUNT_SHARE = 0.02

/** RTP behind the end of the call. Chosen by us. */
export const GHOST_US = 2 * MICROS_PER_SECOND
export const GHOST_LONG_US = 10 * MICROS_PER_SECOND
/** RTCP BYE before the SIP BYE. Chosen by us. */
export const RTCP_BYE_US = 2 * MICROS_PER_SECOND
export const RTCP_BYE_LONG_US = 10 * MICROS_PER_SECOND
/** Reports are due every 5 s (RFC 3550 §6.2); these bounds are chosen by us. */
export const RTCP_SELDOM_MS = 30_000
export const RTCP_OFTEN_MS = 1_000
export const RTCP_PACKETS = 3
/** Two intervals are no habit: the last report and the BYE come together. */
export const RTCP_HABIT_PACKETS = 5

/** Round trips: ITU-T G.114 prefers 150 ms one way and ends at 400. A voice agent adds its own thinking. Chosen by us. */
export const RTT_MS = 300
export const RTT_HIGH_MS = 600
export const RTT_AGENT_MS = 200
export const RTT_SAMPLES = 3
export const RTT_ASYMMETRY_MS = 150

/** Expedited forwarding (RFC 3246), what RFC 4594 §4.1 gives to telephony. */
export const DSCP_EF = 46

/** A hold without a sound. Chosen by us. */
export const HOLD_SILENT_US = 5 * MICROS_PER_SECOND
/** Pauses that show silence suppression is on. Chosen by us. */
export const DTX_PAUSES = 3

/** Above what the receiver asked for by b=, and for how many seconds of the stream. Chosen by us. */
export const BANDWIDTH_EXCESS = 1.1
export const BANDWIDTH_SECONDS = 3

/** Observed packetisation that is another one. Chosen by us. */
export const PTIME_DIFFERS = 0.5
export const PTIME_PACKETS = 50

/** DTLS (RFC 6347 §4.2.4.1 sends again after 1, 2, 4 s): so many ClientHellos are 3 s without an answer. Chosen by us. */
export const DTLS_HELLOS = 3
/** Keys that come later than this after the answer are heard as silence. Chosen by us. */
export const DTLS_DONE_US = 5 * MICROS_PER_SECOND
