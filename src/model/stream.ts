import type { Endpoint } from './endpoint.ts'
import type { Micros } from './time.ts'

/** One direction of RTP: source, destination and SSRC, with its counts by RFC 3550 A.1, A.3 and A.8. */
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
  readonly payloadTypes: readonly PayloadTypeUse[]
  /** Packets received, duplicates included. */
  readonly packets: number
  readonly bytes: number
  /** Summed over segments: extMax - base + 1. */
  readonly expected: number
  /** max(0, expected - (packets - duplicates)). */
  readonly lost: number
  /** 100 * lost / expected; 0 when nothing was expected. */
  readonly lossPercent: number
  readonly duplicates: number
  readonly reordered: number
  /** A segment starts at a new sequence base (SSRC restart, jump over 3000); loss is counted inside segments only. */
  readonly segments: number
  /** Interarrival jitter, RFC 3550 A.8; undefined when the clock rate is not known. */
  readonly jitterMs: { readonly mean: number; readonly max: number; readonly last: number } | undefined
  readonly clockRateHz: number | undefined
  /** The largest gap between consecutive packets. */
  readonly maxDeltaMs: number
  /** Packetisation seen: most common RTP timestamp step over the clock. */
  readonly ptimeMs: number | undefined
  readonly dscp: number
  /** Lengths of loss runs: index 0 counts runs of one, ... index 9 runs of ten and more. */
  readonly lossRuns: readonly number[]
  /** The 10 s window with most loss. */
  readonly worstWindow: { readonly at: Micros; readonly lost: number; readonly expected: number } | undefined
  readonly rtcp: RtcpFacts
}

export interface PayloadTypeUse {
  readonly payloadType: number
  readonly packets: number
  /** Payload octets of the first packet. */
  readonly octets: number
  /** From the SDP that governs the stream, else the static table of RFC 3551. */
  readonly encoding: string | undefined
}

export interface RtcpFacts {
  /** RTCP packets sent by this stream's sender about it. */
  readonly senderReports: number
  readonly receiverReports: number
  /** Any RTCP at all from this stream's source host for this media. */
  readonly packets: number
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** As the far receiver of this stream reports it (report block on this SSRC); cumulative loss is signed (RFC 3550 §6.4.1). */
  readonly farEnd:
    | {
        readonly fractionLost: number
        readonly cumulativeLost: number
        readonly highestSequence: number
        readonly jitterTicks: number
      }
    | undefined
  readonly bye: boolean
}
