import type { Party } from './call-facts.ts'
import type { Micros } from './time.ts'

/**
 * The three scales of the E-model: narrowband (ITU-T G.107, R up to 93.2), wideband (G.107.1, up to 129) and fullband
 * (G.107.2, up to 148). A figure on one says nothing on another: never average or compare across them.
 */
export type QualityScale = 'NB' | 'WB' | 'FB'

/** Where a codec's impairment comes from: ITU-T G.113, an estimate that no recommendation gives, or nothing is known. */
export type CodecSource = 'G113' | 'estimate' | 'unknown'

/** How a stream sounds, as the E-model rates it. An estimate for planning, not an opinion of a listener. */
export interface Quality {
  readonly scale: QualityScale
  /** With delay: R of the scale, unrounded; below 0 is possible. */
  readonly rFactor: number
  /** Listening quality (MOS-LQ): without delay and echo. */
  readonly mosListening: number
  /** Conversational quality (MOS-CQ): with them. */
  readonly mosConversational: number
  /** The same over the worst 10 s; undefined where all are alike: nothing was lost. */
  readonly worst: (QualityScores & { readonly at: Micros }) | undefined
  readonly provenance: QualityProvenance
}

export interface QualityScores {
  readonly rFactor: number
  readonly mosListening: number
  readonly mosConversational: number
}

/** What a score stands on. */
export interface QualityProvenance {
  readonly scale: QualityScale
  /** The codec that was sent, with its mode where the packets or the description tell: `PCMU`, `AMR-WB 12.65`. */
  readonly codec: string
  readonly codecIeSource: CodecSource
  /** Packet loss concealment: told by RTCP XR or RFC 6035, else assumed to be there. */
  readonly plc: 'assumed' | 'signalled'
  /** `rtcp`: half the measured round trip. `declared`: half of what an end says. `assumed`: 100 ms one way. */
  readonly delaySource: 'rtcp' | 'declared' | 'assumed'
  /** `wire`: counted in the packets. `rtcp`, `vendor`: as the far end tells. */
  readonly lossSource: 'wire' | 'rtcp' | 'vendor'
  /** `adaptive 20-200 ms`, `none` where arrival times were not kept. */
  readonly jitterBufferModel: string
  /** Network one way, and mouth to ear with packetisation, look-ahead and jitter buffer, in ms. */
  readonly networkDelayMs: number
  readonly mouthToEarMs: number
  /** Lost on the way and discarded by the jitter buffer, in percent of what was expected. */
  readonly lossPercent: number
  readonly discardPercent: number
  /** 1 for random loss, up to 8. */
  readonly burstR: number
}

/** What an end says itself of the media it got or sent, in SIP. Nobody has checked it but for being possible. */
export interface FarEndReport {
  /** Who says so; undefined for a report outside the call, which names it by `callId`. */
  readonly by: Party | undefined
  readonly callId: string
  /** Number of the message, and the header or body it stands in: `P-RTP-Stat`, `application/vq-rtcpxr`. */
  readonly message: number
  readonly at: Micros | undefined
  readonly carrier: string
  /** What that end received, what the other side received of what it sent, or one figure for both ways. */
  readonly about: 'received' | 'sent' | 'both'
  /** Why the figures cannot be true; undefined where they may be. */
  readonly invalid: FarEndFault | undefined
  readonly packetsSent: number | undefined
  readonly packetsReceived: number | undefined
  readonly packetsLost: number | undefined
  /** Percent of the packets expected. */
  readonly lossPercent: number | undefined
  readonly discardPercent: number | undefined
  readonly jitterMs: number | undefined
  readonly oneWayDelayMs: number | undefined
  readonly roundTripMs: number | undefined
  readonly mosListening: number | undefined
  readonly mosConversational: number | undefined
  readonly rFactor: number | undefined
  readonly codec: string | undefined
  readonly durationS: number | undefined
}

/**
 * `no-data`: every figure is missing or zero. `wrapped`: a counter that fell below zero is printed as 2^32 - n. `negative`.
 * `more-lost-than-expected`: more packets lost than could have come. `out-of-range`: a MOS beyond 1 to 5, a share beyond 100.
 */
export type FarEndFault = 'no-data' | 'wrapped' | 'negative' | 'more-lost-than-expected' | 'out-of-range'

/**
 * How a stream was found to be of an m-line. `declared`: it goes to the address and port the receiver asked for. `source`: it
 * comes from where the sender receives (RFC 4961). `ice`: one of its ends is a candidate. `symmetric`: one of its ends is
 * known from a stream of this line. `learned`: both hosts are right and neither port is: nobody asked for it there.
 */
export type AttributedBy = 'declared' | 'source' | 'ice' | 'symmetric' | 'learned'

/** A stream within its call, as it is told to people and stored. */
export interface StreamPlaceRecord {
  /** Who sent it. */
  readonly by: Party
  /** `audio`, `video` ..., and the place of the m-line in its description, from 0. */
  readonly kind: string
  readonly line: number
  readonly how: AttributedBy
  /** The way of the signalling that agreed on it: `source>destination`. */
  readonly hop: string
  /** By the payload types of the receiver: `opus`; undefined for one that was not agreed. */
  readonly codec: string | undefined
  /** It began before the call was answered; from the callee and over by the answer: a ringing tone, an announcement. */
  readonly early: boolean
  readonly ringback: boolean
  /** From 1: counts on where the SSRC changed within one line and direction. */
  readonly segment: number
}

/** Where the capture was made. */
export type Vantage = 'near-caller' | 'near-callee' | 'middle' | 'unknown'

/** How far one end of the call is from the tap. Undefined members were not seen. */
export interface Distance {
  /** Routers between: what is missing from the TTL its packets began with. */
  readonly hops: number | undefined
  /** The quickest answer of that end to a request or final response that passed the tap. */
  readonly turnaroundMs: number | undefined
  /** The mean round trip between tap and that end, by RTCP. */
  readonly roundTripMs: number | undefined
}

/** Where the tap is, and why: loss seen there is loss on the way from the sender to the tap, never behind it. */
export interface CallVantage {
  readonly vantage: Vantage
  readonly caller: Distance
  readonly callee: Distance
}
