import type { CallOutcome } from './call.ts'
import type { Finding, RuleCoverage, SeverityCounts } from './finding.ts'
import type { Flaw } from './flaw.ts'
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
  readonly talkTimeMs: number | undefined
  readonly messages: readonly LadderRow[]
  readonly streams: readonly number[]
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
  /** `INVITE (SDP)`, `200 OK (SDP)` ... */
  readonly label: string
  readonly retransmission: boolean
}

export interface StreamRecord extends RtpStream {
  /** The call it belongs to, undefined for RTP nobody announced. */
  readonly call: number | undefined
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
  readonly sessionRequestDelayMs: number | undefined
  readonly talkTimeMs: number | undefined
}

/** The spine's last word: everything ranked, counted and summed up. */
export interface Report {
  readonly findings: readonly Finding[]
  readonly severityCounts: SeverityCounts
  readonly recommendations: readonly string[]
  /** What happened and the root cause, in a sentence or two. */
  readonly summary: string
  /** Undefined where no call and no media was seen. */
  readonly metrics: CallMetrics | undefined
  readonly input: InputSummary
  readonly coverage: readonly RuleCoverage[]
}
