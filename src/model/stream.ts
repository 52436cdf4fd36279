import type { ToneEvent } from './dtmf.ts'
import type { Endpoint } from './endpoint.ts'
import type { RtcpFacts } from './rtcp.ts'
import type { Loudness, SpeechFacts } from './speech.ts'
import type { Micros } from './time.ts'

/**
 * One direction of RTP: source, destination and SSRC, with its counts by RFC 3550 A.1, A.3 and A.8. All that is measured is
 * seen at the point of capture: what is lost or delayed behind it does not show. Copies made by the capture count nowhere.
 */
export interface RtpStream {
  /** From 1, in order of first packet. */
  readonly number: number
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly ssrc: number
  readonly firstAt: Micros
  readonly lastAt: Micros
  readonly firstFrame: number
  readonly lastFrame: number
  /** In order of appearance, at most 16. */
  readonly payloadTypes: readonly PayloadTypeUse[]
  /** From one medium to the next: comfort noise and telephone-event, which come and go, are none. The first 32. */
  readonly payloadTypeChanges: readonly PayloadTypeChange[]
  /** Packets received, duplicates included. */
  readonly packets: number
  /** Octets of RTP: header and payload. */
  readonly bytes: number
  /** Summed over segments: extMax - base + 1. */
  readonly expected: number
  /** max(0, expected - (packets - duplicates)). */
  readonly lost: number
  /** 100 * lost / expected; 0 when nothing was expected. */
  readonly lossPercent: number
  readonly duplicates: number
  readonly reordered: number
  /** Packets whose number lies far from all others (RFC 3550 A.1) and which began no segment. */
  readonly outOfRange: number
  /** A segment starts at a new sequence base (SSRC restart, jump over 3000); loss is counted inside segments only. */
  readonly segments: number
  /** Lengths of loss runs: index 0 counts runs of one, ... index 9 runs of ten and more. */
  readonly lossRuns: readonly number[]
  /** Packets in the longest of them; 0 without loss. */
  readonly longestLossRun: number
  /** How the losses cluster; undefined without loss. */
  readonly bursts: LossBursts | undefined
  /** The same with the packets that come too late for the adaptive buffer; undefined where nothing is missing then either. */
  readonly playoutBursts: LossBursts | undefined
  /**
   * Interarrival jitter, RFC 3550 A.8; undefined when the clock rate is not known. Not measured across the beginning of a
   * talkspurt, a change of payload type or segment, comfort noise and telephone-events. `p95` from a histogram, ±0.25 ms
   * below 32 ms and ±1 ms above.
   */
  readonly jitterMs:
    | { readonly mean: number; readonly p95: number; readonly max: number; readonly last: number }
    | undefined
  readonly clockRateHz: number | undefined
  /**
   * Ticks of the RTP timestamp per second of arrival, pauses aside: what the sender's clock really is. Undefined before a
   * second of packets has been seen.
   */
  readonly timestampRateHz: number | undefined
  /** The largest gap between consecutive packets. */
  readonly maxDeltaMs: number
  /**
   * One-way delay above that of the fastest packets around, the drift of the clocks removed. Undefined without a clock rate,
   * and where timestamps do not run with it.
   */
  readonly delayVariation: DelayVariation | undefined
  /** How a receiver would fare; undefined as `delayVariation` is. */
  readonly jitterBuffers: JitterBuffers | undefined
  /** Undefined below 10 s without a new time base, and as `delayVariation` is. */
  readonly clockSkew: ClockSkew | undefined
  /** Packetisation seen: most common RTP timestamp step over the clock. */
  readonly ptimeMs: number | undefined
  /** Of the steps between consecutive packets, 0 to 1, those of `ptimeMs`; undefined as that is. */
  readonly ptimeShare: number | undefined
  /** The first 16 changes that lasted. */
  readonly ptimeChanges: readonly PtimeChange[]
  /** Of the first packet. */
  readonly dscp: number
  /** Values seen in order of appearance, at most 8, and how often it changed from one packet to the next. */
  readonly dscps: readonly { readonly dscp: number; readonly packets: number }[]
  readonly dscpChanges: number
  /** Hop limits likewise: of one path they are all the same. */
  readonly ttls: readonly { readonly ttl: number; readonly packets: number }[]
  readonly ttlChanges: number
  /**
   * Times without packets of 200 ms and more, and ten or more packets lost in a row, in order of time: the longest 32 with
   * loss, and the longest 32 without.
   */
  readonly gaps: readonly StreamGap[]
  /** How many there were, listed or not. */
  readonly gapCounts: Readonly<Record<StreamGap['kind'], number>>
  readonly silence: SilenceFacts
  readonly timestamps: TimestampFaults
  readonly pacing: Pacing
  readonly captureClock: CaptureClock
  /** The stream that went the same way before, with another SSRC; BUNDLE has several at once, which overlap. */
  readonly previous: PreviousStream | undefined
  /** Number of the one that came after it on the same way. */
  readonly next: number | undefined
  /** The 10 s window with most loss. */
  readonly worstWindow: { readonly at: Micros; readonly lost: number; readonly expected: number } | undefined
  /** Made when the stream, or the call it belongs to, is over; undefined before. */
  readonly series: StreamSeries | undefined
  readonly rtcp: RtcpFacts
  /** It went through a TURN server, seen between the client and that server (RFC 8656). */
  readonly relayed: boolean
  /** That server, where the peer behind it is known and stands as source or destination; undefined for what is not relayed. */
  readonly relay: Endpoint | undefined
  /**
   * SRTP (RFC 3711): where DTLS made keys for it, else as `tagOctets` says, else as the description of the place it goes to.
   * Undefined where nothing tells.
   */
  readonly secure: boolean | undefined
  /**
   * Octets of G.711 or G.722 payloads beyond those their time needs: 0 in plain RTP; 4, 10 or 16 are the authentication tag
   * of SRTP. Undefined for other codecs, and where sizes change.
   */
  readonly tagOctets: number | undefined
  /** Telephone events (RFC 4733): those begun, and of these the ones whose end was seen. Undefined where no type is known. */
  readonly events: { readonly begun: number; readonly ended: number } | undefined
  /** These events one by one, the first 256. In memory alone: they tell which keys were pressed. */
  readonly tones?: readonly ToneEvent[] | undefined
  /**
   * What is said, and how loud. Made when the stream, or the call it belongs to, is over; undefined before, for other codecs,
   * SRTP and what looks like it, and less than a second of sound.
   */
  readonly speech: SpeechFacts | undefined
  /** What `speech` was made of, to compare two directions with; there when that is. In memory alone. */
  readonly loudness?: Loudness | undefined
}

export interface PayloadTypeUse {
  readonly payloadType: number
  readonly packets: number
  /** Payload octets of the first packet. */
  readonly octets: number
  /** Payload sizes in order of appearance; the packets of further sizes count in `otherSizes`. */
  readonly sizes: readonly { readonly octets: number; readonly packets: number }[]
  readonly otherSizes: number
  readonly firstAt: Micros
  readonly lastAt: Micros
  readonly firstFrame: number
  /** From the SDP that governs the stream, else the static table of RFC 3551. */
  readonly encoding: string | undefined
}

export interface PayloadTypeChange {
  readonly at: Micros
  readonly frame: number
  readonly from: number
  readonly to: number
}

export interface PtimeChange {
  readonly at: Micros
  readonly frame: number
  readonly fromMs: number
  readonly toMs: number
}

/**
 * How losses cluster (RFC 3611 §4.7.2 and A.2, Gmin 16): bursts begin and end with a loss and have fewer than 16 packets in a
 * row between two; all else is gap. By the counters of A.2, which tell a burst when the next loss follows: the last does not
 * count. Densities are shares from 0 to 1 of packets missing; undefined members need at least one burst, durations a ptime.
 */
export interface LossBursts {
  readonly bursts: number
  readonly burstDensity: number | undefined
  readonly gapDensity: number | undefined
  /** Mean lengths. */
  readonly burstMs: number | undefined
  readonly gapMs: number | undefined
  /** Mean length of the runs against that of random loss of the same rate (ITU-T G.107 §3.5), 1 to 8. */
  readonly burstR: number
  /** Packets missing. */
  readonly missing: number
}

export interface DelayVariation {
  /** Percentiles of the delay above the fastest packet of the last 10 to 20 s: ±0.25 ms below 32 ms, ±1 ms above. */
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/**
 * De-jitter buffers simulated: a packet is late when it comes later than the fastest packets of the last 10 to 20 s by more than
 * the buffer holds; ten in a row that are late by more than 200 ms begin anew, as a receiver would.
 */
export interface JitterBuffers {
  /** Packets tried; `latePercent` are of these. */
  readonly packets: number
  /** Of 40, 60, 100 and 200 ms. */
  readonly fixed: readonly JitterBuffer[]
  /** From 20 to 200 ms, following the 95th percentile of the last 5 to 10 s; `bufferMs` is its mean. */
  readonly adaptive: JitterBuffer
  /** The 10 s window in which most packets were lost or late for the adaptive one; undefined when none were. */
  readonly worstWindow:
    | { readonly at: Micros; readonly lost: number; readonly late: number; readonly expected: number }
    | undefined
}

export interface JitterBuffer {
  readonly bufferMs: number
  readonly late: number
  readonly latePercent: number
  /** In the worst window of 10 s. */
  readonly worstLatePercent: number
}

/** The sender's media clock against the clock of the capture, along the lower envelope of the delays: queues do not matter. */
export interface ClockSkew {
  /** Above 0 the sender's clock is slow, and its packets come later and later. */
  readonly ppm: number
  /** The longest stretch without a new time base, which it was measured over. */
  readonly overMs: number
}

/** A time without packets, or ten and more lost in a row. */
export interface StreamGap {
  /**
   * `lost`: numbers are missing, and the timestamp ran on. `silence`: no number is missing, the timestamp ran on: silence
   * suppression, or a sender that paused. `stalled`: neither: the packets were held up, or the sender's clock stood still.
   * `restarted`: a new segment follows.
   */
  readonly kind: 'lost' | 'silence' | 'stalled' | 'restarted'
  /** Of the last packet before, and the frame of the first one after. */
  readonly at: Micros
  readonly frame: number
  readonly durationMs: number
  /** Packets; 0 but for `lost`. */
  readonly missing: number
}

export interface SilenceFacts {
  /** RFC 3389. */
  readonly comfortNoisePackets: number
  /** Packets with the marker bit that begin anew after more than 60 ms (RFC 3551 §4.1). */
  readonly talkspurts: number
  /** Pauses of more than 60 ms in which the timestamp ran on and no number is missing, and their sum. */
  readonly suppressions: number
  readonly suppressedMs: number
}

/** Timestamps of consecutive packets that do not go on as they should. Not counted at a marker, which may begin anew. */
export interface TimestampFaults {
  /** Back in time. */
  readonly backwards: number
  /** Five and more packets under one timestamp; of video, that is how a picture is sent. */
  readonly repeated: number
  /** A step that is no multiple of the usual one. */
  readonly irregular: number
  /** A step that is more than half a second ahead of the clock of the capture. */
  readonly jumps: number
  /** The first 32; `ticks` is the step. */
  readonly events: readonly {
    readonly kind: 'backwards' | 'repeated' | 'irregular' | 'jump'
    readonly at: Micros
    readonly frame: number
    readonly ticks: number
  }[]
}

/** Packets that come in clumps, less than 1 ms apart, each clump followed by the pause that its packets are long. */
export interface Pacing {
  readonly clumps: number
  readonly clumpedPackets: number
  readonly largestClump: number
  /** The longest such pause. */
  readonly longestPauseMs: number
}

/** Whether the times of the capture can be believed to the millisecond. */
export interface CaptureClock {
  /** Consecutive packets of different media time that bear one arrival time. */
  readonly equalTimes: number
  /** Arrivals only at multiples of this: 10, 4 or 1 ms, or 15.625 apart. Undefined where they are finer. */
  readonly stepMs: number | undefined
}

export interface PreviousStream {
  readonly number: number
  readonly ssrc: number
  readonly lastAt: Micros
  /** As long as both were heard; 0 where this one began after the end of the other. */
  readonly overlapMs: number
}

/**
 * The stream over time, in equal buckets from `at` on: of 1 s, or of 2, 4, 8 ... s where there would be more than 600. The lists
 * are of one length.
 */
export interface StreamSeries {
  readonly at: Micros
  readonly bucketMs: number
  readonly packets: readonly number[]
  readonly bytes: readonly number[]
  /** Where they were missing: the loss of an outage is spread over it. Adds up to `RtpStream.lost`. */
  readonly lost: readonly number[]
  readonly reordered: readonly number[]
  readonly duplicates: readonly number[]
  /** Late for the adaptive buffer. */
  readonly late: readonly number[]
  readonly maxJitterMs: readonly number[]
  readonly maxDeltaMs: readonly number[]
}
