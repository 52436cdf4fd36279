import type { CallOutcome } from './call.ts'
import type { CallFacts, CallStream, LaneRecord, LegRecord, OfferAnswerRecord } from './call-facts.ts'
import type { CapturePair } from './capture-point.ts'
import type { DtmfSummary } from './dtmf.ts'
import type { Transport } from './endpoint.ts'
import type { EndpointRecord } from './endpoints.ts'
import type { Finding, RuleCoverage, SeverityCounts } from './finding.ts'
import type { Flaw } from './flaw.ts'
import type { JoinedCall } from './joined-call.ts'
import type { PeerRecord } from './peers.ts'
import type { CallVantage, FarEndReport, Quality, QualityScale, StreamPlaceRecord } from './quality.ts'
import type { RegistrationRecord } from './registration-record.ts'
import type { RtpStream } from './stream.ts'
import type { Micros } from './time.ts'
import type { TrafficCount } from './traffic.ts'

export const STAGES = ['ingest', 'decode', 'correlate', 'diagnose', 'llm'] as const
export type StageName = (typeof STAGES)[number]

/** What `analyze` yields: plain data, safe to post between threads and to store as JSON (undefined fields fall away). */
export type AnalysisEvent =
  | { readonly kind: 'stage-started'; readonly stage: StageName }
  | {
      readonly kind: 'stage-progress'
      readonly stage: StageName
      readonly bytesRead: number
      readonly messages: number
      readonly packets: number | undefined
    }
  | {
      readonly kind: 'stage-completed'
      readonly stage: StageName
      readonly elapsedMs: number
      readonly note: string | undefined
    }
  | { readonly kind: 'call-found'; readonly call: CallRecord }
  /** The call as it was when it was over, or when the input ended. Replaces what `call-found` said. */
  | { readonly kind: 'call-closed'; readonly call: CallRecord }
  | { readonly kind: 'stream-closed'; readonly stream: StreamRecord }
  /** A registration that is over, or as it was when the input ended. */
  | { readonly kind: 'registration-closed'; readonly registration: RegistrationRecord }
  | { readonly kind: 'finding-added'; readonly finding: Finding; readonly rank: number }
  | { readonly kind: 'finding-updated'; readonly finding: Finding; readonly rank: number; readonly because: string }
  | { readonly kind: 'finding-withdrawn'; readonly findingId: string; readonly because: string }
  /** Only when asked for, just before the verdict: the messages a language model may read, unmasked, in order. */
  | { readonly kind: 'transcript'; readonly messages: readonly TranscriptMessage[]; readonly omitted: number }
  | { readonly kind: 'verdict'; readonly report: Report }

/** A call as it is told to people and stored: no message bodies, the ladder's rows only. */
export interface CallRecord {
  readonly number: number
  readonly callIds: readonly string[]
  /** The dialogs of each Call-ID, with why it belongs to the call. At least one. */
  readonly legs: readonly LegRecord[]
  readonly from: string | undefined
  readonly to: string | undefined
  readonly outcome: CallOutcome
  /** Final response to the INVITE. */
  readonly status: number | undefined
  readonly startedAt: Micros | undefined
  readonly answeredAt: Micros | undefined
  readonly endedAt: Micros | undefined
  /** INVITE to first 18x, else final (RFC 6076 §4.3.1). */
  readonly sessionRequestDelayMs: number | undefined
  /** Answer to BYE; where no BYE was seen to the last media packet, and `facts.talkTime` says so. */
  readonly talkTimeMs: number | undefined
  readonly facts: CallFacts
  /** In order, at most 100. */
  readonly offerAnswers: readonly OfferAnswerRecord[]
  /** The hosts of the ladder from left to right: who called first. */
  readonly lanes: readonly LaneRecord[]
  /** At most 500 rows, the first ones. */
  readonly messages: readonly LadderRow[]
  /** Numbers of its RTP streams. */
  readonly streams: readonly number[]
  /** The same streams with who sent what, at most 100. */
  readonly media: readonly CallStream[]
  /** Digits that were sent: how many, not which. Absent where there were none. */
  readonly dtmf?: readonly DtmfSummary[] | undefined
  /** What the ends say themselves of its media, at most 100. Absent where they say nothing. */
  readonly farEnd?: readonly FarEndReport[] | undefined
  /** Where its media was captured; absent without media. */
  readonly vantage?: CallVantage | undefined
  /** The call it is a leg of, once all legs are over: others have a record of their own. Undefined where it is all there is. */
  readonly joined?: JoinedCall | undefined
}

export interface TranscriptMessage {
  readonly number: number
  readonly at: Micros | undefined
  readonly text: string
}

/** One arrow of a ladder. */
export interface LadderRow {
  readonly number: number
  readonly at: Micros | undefined
  readonly from: string
  readonly to: string
  /** Places in `CallRecord.lanes`. */
  readonly fromLane: number
  readonly toLane: number
  /** Place in `CallRecord.callIds`. */
  readonly leg: number
  readonly transport: Transport | undefined
  /** Of a request its own, of a response what it answers. */
  readonly method: string
  /** Undefined for a request. */
  readonly status: number | undefined
  readonly reason: string | undefined
  readonly cseq: number | undefined
  /** `INVITE (SDP)`, `200 OK (SDP)` ... */
  readonly label: string
  readonly retransmission: boolean
  /** Not sent again: another capture point saw the same packet. */
  readonly copy: boolean
  /** Number of the message it repeats, or is a copy of. */
  readonly retransmissionOf: number | undefined
  /** What it says beyond the label, at most 160 characters: target, media, cause; may be empty. */
  readonly summary: string
  /** Of a response to an INVITE that forked: which branch sent it, from 1 by its To tag; absent where there is one. */
  readonly fork?: number | undefined
}

export interface StreamRecord extends RtpStream {
  /** The call it belongs to, undefined for RTP nobody announced. */
  readonly call: number | undefined
  /** How it sounds by the packets seen here, and with the loss its receiver reports; undefined where it cannot be rated. */
  readonly quality?: Quality | undefined
  readonly farEndQuality?: Quality | undefined
  /** Where it stands in that call; undefined where its descriptions do not tell. */
  readonly place?: StreamPlaceRecord | undefined
  /** Which keys were pressed is told to nobody; `events` says how many. */
  readonly tones?: undefined
  /** `speech` is what is told of it. */
  readonly loudness?: undefined
}

/** How the lines of a text were used; each is counted once. */
export interface LineCoverage {
  readonly total: number
  /** Empty ones between messages, and those that hold only brackets and the like. */
  readonly blank: number
  /** Part of a SIP message. */
  readonly sip: number
  /** Envelopes, rules, banners and log lines. */
  readonly log: number
  readonly notUnderstood: number
  /** The first ten of these, each at most 200 characters of it. */
  readonly firstNotUnderstood: readonly { readonly number: number; readonly text: string }[]
}

/** What was read. */
export interface InputSummary {
  readonly kind: 'text' | 'capture'
  /** `raw SIP`, `Asterisk PJSIP logger`, `pcap`, `pcapng` ... several joined by ` + `. */
  readonly format: string
  readonly bytes: number
  readonly packets: number | undefined
  readonly messages: number
  /** Distinct Call-IDs with an INVITE. */
  readonly calls: number
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  readonly flaws: readonly Flaw[]
  /** Undefined for captures. */
  readonly lines?: LineCoverage | undefined
  /** What the packets carried, those that did not occur left out; undefined for text. */
  readonly traffic?: readonly TrafficCount[] | undefined
  /** Places of capture that saw the same messages, and how their clocks differ; undefined where there is one only. */
  readonly capturePoints?: readonly CapturePair[] | undefined
}

/** Call figures over the whole input; undefined members were not measurable. */
export interface CallMetrics {
  readonly calls: number
  readonly answered: number
  readonly failed: number
  readonly rtpStreams: number
  readonly packets: number
  readonly lost: number
  readonly lossPercent: number | undefined
  readonly jitterMsMean: number | undefined
  readonly jitterMsMax: number | undefined
  /** Of the calls seen from their INVITE to their answer or end: answered, and reached the callee (ITU-T E.411, E.425), in percent. */
  readonly asrPercent: number | undefined
  readonly nerPercent: number | undefined
  readonly sessionRequestDelayMs: number | undefined
  readonly postDialDelayMs: number | undefined
  readonly setupTimeMs: number | undefined
  /** Average call duration of those answered. */
  readonly talkTimeMs: number | undefined
  /** How the streams that could be rated sound, by scale: figures of two scales cannot be compared. */
  readonly quality: readonly QualityFigures[]
}

/** E-model figures over the streams of one scale; the worst is the lowest of any stream, over all its time. */
export interface QualityFigures {
  readonly scale: QualityScale
  readonly streams: number
  readonly rFactorMean: number
  readonly rFactorWorst: number
  readonly mosListeningMean: number
  readonly mosListeningWorst: number
  readonly mosConversationalMean: number
  readonly mosConversationalWorst: number
}

/** The spine's last word: everything ranked, counted and summed up. */
export interface Report {
  readonly findings: readonly Finding[]
  readonly severityCounts: SeverityCounts
  readonly recommendations: readonly string[]
  /** What happened and the root cause, in a sentence or two. */
  readonly summary: string
  /** Which capture would settle what stayed open, in a sentence or two; undefined where nothing grave is open. */
  readonly nextCapture?: string | undefined
  /** Undefined where no call and no media was seen. */
  readonly metrics: CallMetrics | undefined
  readonly input: InputSummary
  readonly coverage: readonly RuleCoverage[]
  /** SIP hosts in order of first appearance. */
  readonly endpoints: readonly EndpointRecord[]
  /** How calls fared towards each host, then between each two, the busiest first. */
  readonly peers: readonly PeerRecord[]
}
