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
  /** The last VoIP metrics the far receiver reported on this stream (RFC 3611 §4.7). */
  readonly voipMetrics: VoipMetrics | undefined
  /** How often the far receiver asked for packets again (RFC 4585 §6.2.1), and for a new picture (PLI §6.3.1, FIR). */
  readonly nacks: number
  readonly pictureRequests: number
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
  readonly jitterBufferNominalMs: number
  readonly jitterBufferMaximumMs: number
  readonly jitterBufferAbsoluteMaximumMs: number
}
