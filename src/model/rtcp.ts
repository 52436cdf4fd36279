import type { Micros } from './time.ts'

/**
 * What RTCP says of one stream (RFC 3550 §6.4): its sender of itself, and the receiver it goes to of what arrives there.
 * A tap sees the loss before it in the packets; what the receiver reports is the loss of the whole way.
 */
export interface RtcpFacts {
  /** RTCP packets sent by this stream's sender about it. */
  readonly senderReports: number
  readonly receiverReports: number
  /** Any RTCP at all from this stream's source host for this media. */
  readonly packets: number
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** The last report block of the far receiver on this stream; undefined without one. */
  readonly farEnd: FarEndBlock | undefined
  /** All of them in order, thinned out evenly where there are more than 64; and the worst, by fraction lost. */
  readonly farEndSeries: readonly FarEndBlock[]
  readonly farEndWorst: FarEndBlock | undefined
  /** From the tap to either end and back (RFC 3550 §6.4.1 at a mid-path tap). */
  readonly roundTrip: RoundTrip
  /** How the sender's media clock runs against its own wall clock, and what it says it has sent; undefined without a report. */
  readonly sender: SenderClock | undefined
  /** Time between the sender's compounds; undefined with fewer than two. */
  readonly intervals: { readonly medianMs: number; readonly maxMs: number } | undefined
  readonly bye: boolean
  readonly byeAt: Micros | undefined
  /** The last VoIP metrics the far receiver reported on this stream (RFC 3611 §4.7). */
  readonly voipMetrics: VoipMetrics | undefined
  /** The last summary it reported (RFC 3611 §4.6). */
  readonly summary: ReceptionSummary | undefined
  /**
   * How often the far receiver asked for packets again (RFC 4585 §6.2.1), for a new picture (PLI §6.3.1, FIR), and reported
   * on bandwidth (REMB, transport-wide feedback).
   */
  readonly nacks: number
  readonly pictureRequests: number
  readonly bandwidthReports: number
}

/** One report block as the far receiver wrote it. */
export interface FarEndBlock {
  readonly at: Micros
  /** Of 256, since the report before. */
  readonly fractionLost: number
  /** Signed: duplicates make it negative. */
  readonly cumulativeLost: number
  readonly highestSequence: number
  /** In ticks of the stream's clock. */
  readonly jitterTicks: number
}

/** Round trips between the tap and each end. Undefined where no report answered another one at the tap. */
export interface RoundTrip {
  /** Tap to the stream's destination and back: the destination answers the sender's reports. */
  readonly receiver: DelayFigures | undefined
  /** Tap to the stream's source and back. */
  readonly sender: DelayFigures | undefined
  /** The sum of both means: end to end and back. Undefined unless both halves were measured. */
  readonly totalMs: number | undefined
}

export interface DelayFigures {
  readonly count: number
  readonly minMs: number
  readonly meanMs: number
  readonly maxMs: number
}

/** Of the sender reports (RFC 3550 §6.4.1). */
export interface SenderClock {
  /** The last one: when it passed, the sender's wall clock (undefined where it has none and says 0), and the media clock. */
  readonly at: Micros
  readonly ntpAt: Micros | undefined
  readonly rtpTimestamp: number
  /** Ticks of media per second of the sender's wall clock, between the first and the last report; undefined with one. */
  readonly rateHz: number | undefined
  /** As the sender counts, over the whole stream. */
  readonly packetCount: number
  readonly octetCount: number
  /** Packets between the first and the last report: sent, as it says, and seen here. Undefined with one report. */
  readonly between: { readonly sent: number; readonly seen: number } | undefined
}

/** Statistics summary of an extended report: undefined members were not measured. */
export interface ReceptionSummary {
  readonly at: Micros
  readonly beginSequence: number
  readonly endSequence: number
  readonly lost: number | undefined
  readonly duplicates: number | undefined
  readonly jitterTicks: { readonly min: number; readonly max: number; readonly mean: number } | undefined
}

/** VoIP metrics as reported. Undefined members were not measured by the reporter. */
export interface VoipMetrics {
  /** Shares from 0 to 1 of packets: lost on the network, discarded by the jitter buffer, both of them in bursts and in gaps. */
  readonly lossRate: number
  readonly discardRate: number
  readonly burstDensity: number
  readonly gapDensity: number
  readonly burstDurationMs: number
  readonly gapDurationMs: number
  readonly roundTripDelayMs: number
  readonly endSystemDelayMs: number
  readonly signalLevelDbm: number | undefined
  readonly noiseLevelDbm: number | undefined
  readonly residualEchoReturnLossDb: number | undefined
  /** Packets between two losses that end a burst. */
  readonly minimumGap: number
  /** 0 to 100. */
  readonly rFactor: number | undefined
  readonly externalRFactor: number | undefined
  /** 1 to 5: listening, and conversational. */
  readonly mosLq: number | undefined
  readonly mosCq: number | undefined
  /** What the receiver plays for what is lost: undefined where it does not say. */
  readonly lossConcealment: 'disabled' | 'enhanced' | 'standard' | undefined
  readonly adaptiveJitterBuffer: boolean | undefined
  readonly jitterBufferNominalMs: number
  readonly jitterBufferMaximumMs: number
  readonly jitterBufferAbsoluteMaximumMs: number
}
