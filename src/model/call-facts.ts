import type { Dialog, DialogEnd, OfferAnswer } from './call.ts'
import type { MediaDirection } from './description.ts'
import type { Micros } from './time.ts'

/** The two ends of a call: who sent its first INVITE, and everybody on the other side. */
export type Party = 'caller' | 'callee'

/** The dialogs of one Call-ID within a call. */
export interface LegRecord {
  readonly callId: string
  /** `Call-ID` for the leg that named the call, else what joined it: a header, a pattern, times and numbers. */
  readonly joinedBy: string
  /** 0..1 */
  readonly confidence: number
  /** At most 50. */
  readonly dialogs: readonly DialogRecord[]
}

export interface DialogRecord
  extends Pick<Dialog, 'fromTag' | 'toTag' | 'state' | 'confirmedAt' | 'startsBefore' | 'cut'> {
  /** What terminated it, who sent that, and its message number. */
  readonly end:
    | {
        readonly kind: DialogEnd['kind']
        readonly by: Party
        readonly at: Micros | undefined
        readonly message: number
      }
    | undefined
}

/** What the messages of a call tell about it. Milliseconds are undefined without times, or where an end was not seen. */
export interface CallFacts {
  /** First INVITE to the first 18x, else the first final that is no challenge: RFC 6076 §4.3.1, of a call that `failed` §4.3.2. */
  readonly sessionRequestDelay: { readonly ms: number; readonly failed: boolean } | undefined
  readonly postDialDelay: PostDialDelay | undefined
  /** First 180 to whatever ended the ringing: the answer, a refusal or the CANCEL. */
  readonly ringTimeMs: number | undefined
  /** First INVITE to the 2xx. */
  readonly setupTimeMs: number | undefined
  /** Answer to BYE (RFC 6076 §4.5.1); to the last media packet where the input ends, or the call died, without one. */
  readonly talkTime: { readonly ms: number; readonly estimated: boolean } | undefined
  /** BYE to its first final response (RFC 6076 §4.4). */
  readonly sessionDisconnectDelayMs: number | undefined
  /** Undefined while the call goes on. */
  readonly release: Release | undefined
  /** Each initial INVITE on each hop with its result, in order, at most 50. */
  readonly attempts: readonly CallAttempt[]
  /** How often a sender tried another place after the first had failed or was silent. */
  readonly failovers: number
  /** 3xx answers with where they point, at most 10. */
  readonly redirects: readonly { readonly message: number; readonly status: number; readonly to: readonly string[] }[]
  /** Branches that rang or answered: To tags in 18x and 2xx to one INVITE; 1 where it did not fork, 0 where nothing rang. */
  readonly forks: number
  /** Requests, responses and ACKs that were sent again. */
  readonly retransmissions: number
  /** Time on hold after the answer, to the end where it was not taken back; undefined where it never was. */
  readonly holdTimeMs: number | undefined
  /** What each side sends: by its packets where these were seen, else by the answer. */
  readonly codecs: readonly SentCodec[]
  /** The input begins after the call did, or ends before it. */
  readonly cut: { readonly begin: boolean; readonly end: boolean }
}

/** First INVITE to the first 180 or 183. */
export interface PostDialDelay {
  readonly ms: number
  /** From the INVITE that was let in: without the rounds of a challenge. */
  readonly sinceLastTryMs: number
  readonly status: number
  /** It carried a description: early media could be heard. */
  readonly description: boolean
}

export interface Release {
  readonly how: 'bye' | 'cancel' | 'refused' | 'redirected' | 'timeout'
  /** `intermediary`: a host in the middle of the path spoke for itself. Undefined where that cannot be told. */
  readonly by: Party | 'intermediary' | undefined
  /** `address:port` of who did. */
  readonly host: string | undefined
  readonly at: Micros | undefined
  /** The BYE, CANCEL or final response; undefined for a timeout. */
  readonly message: number | undefined
  readonly status: number | undefined
  /** A timer ended it, as the cause or the silence says: `no response`, `no ACK`, `no media`, `session timer` ... */
  readonly timer: string | undefined
  /** Why, as the message itself says, at most 10. */
  readonly causes: readonly ReleaseCause[]
}

export interface ReleaseCause {
  /** `Reason`, `X-Asterisk-HangupCause`, `Warning` ... */
  readonly header: string
  /** `Q.850`, `SIP`, `FREESWITCH` ... */
  readonly protocol: string
  readonly cause: number | undefined
  /** What that cause means; undefined for one nobody defined. */
  readonly meaning: string | undefined
  /** As written, cut to 120 characters. */
  readonly text: string | undefined
}

export type AttemptResult =
  | 'answered'
  | 'challenged'
  | 'redirected'
  | 'refused'
  | 'cancelled'
  | 'unanswered'
  | 'pending'

/** One INVITE on one hop. */
export interface CallAttempt {
  readonly message: number
  readonly at: Micros | undefined
  /** `address:port`, `?` where unknown. */
  readonly from: string
  readonly to: string
  readonly requestUri: string
  readonly result: AttemptResult
  readonly status: number | undefined
  /** INVITE to its result. */
  readonly ms: number | undefined
  readonly sent: number
}

export interface SentCodec {
  readonly by: Party
  /** `audio`, `video` ... */
  readonly kind: string
  /** As rtpmap names it, `payload type 97` without a name. */
  readonly codec: string
  readonly seen: 'media' | 'answer'
}

/** A stream within its call. */
export interface CallStream {
  readonly stream: number
  /** Who sent it; this and what follows are undefined for a stream that fits no agreed m-line. */
  readonly by: Party | undefined
  /** Of its m-line: `audio`, `video` ..., and which of the description it is, from 0. */
  readonly kind: string | undefined
  readonly line: number | undefined
  /** What most of its packets carry, telephone events and comfort noise aside. */
  readonly codec: string | undefined
  /** From the callee, and over by the answer: a ringing tone, an announcement. */
  readonly ringback: boolean
  /** From 1: counts on where the SSRC changed within one line and direction. */
  readonly segment: number | undefined
  readonly firstAt: Micros
  readonly lastAt: Micros
  /** First packet against the answer; negative for early media, undefined for an unanswered call. */
  readonly sinceAnswerMs: number | undefined
}

/** One offer with its answer on one hop. */
export interface OfferAnswerRecord {
  readonly offeredBy: Party
  readonly from: string
  readonly to: string
  /** Message numbers. */
  readonly offer: number
  readonly answer: number | undefined
  readonly state: OfferAnswer['state']
  /** Status of the response that rejected it. */
  readonly rejectedWith: number | undefined
  /** m-lines in order, at most 20. */
  readonly media: readonly {
    readonly kind: string
    readonly offer: MediaSideRecord
    readonly answer: MediaSideRecord | undefined
  }[]
}

/** An m-line as one side wrote it. */
export interface MediaSideRecord {
  readonly address: string | undefined
  /** 0: refused. */
  readonly port: number
  readonly profile: string
  /** Names in order of preference, at most 40. */
  readonly codecs: readonly string[]
  readonly direction: MediaDirection
  readonly ptimeMs: number | undefined
}

/** A column of the ladder. */
export interface LaneRecord {
  /** The address; with its port where ports of one host talk to each other. */
  readonly name: string
  readonly address: string
  /** Other names of the same host, where its messages prove them to be so. */
  readonly also?: readonly string[] | undefined
}
