import type { Party } from './call-facts.ts'
import type { CapturePair } from './capture-point.ts'
import type { MediaDescription, SessionDescription } from './description.ts'
import type { DtlsAssociation } from './dtls.ts'
import type { Endpoint } from './endpoint.ts'
import type { EndpointRecord } from './endpoints.ts'
import type { FaxStream } from './fax.ts'
import type { Flaw } from './flaw.ts'
import type { SipMessage, SipRequest, SipResponse } from './message.ts'
import type { NetworkFacts } from './network.ts'
import type { IcmpError } from './packet.ts'
import type { PeerRecord } from './peers.ts'
import type { RtpStream } from './stream.ts'
import type { StunExchange } from './stun.ts'
import type { Micros } from './time.ts'
import type { TlsHandshake } from './tls.ts'
import type { TrafficCount } from './traffic.ts'

/**
 * A request on one hop with its answers (RFC 3261 §17, RFC 6026). `requests[0]` is the first sending, the rest retransmissions.
 * An ACK for a non-2xx joins its INVITE; the ACK of a 2xx does too, by CSeq and dialog, for the reader's sake.
 */
export interface Transaction {
  readonly method: string
  readonly request: SipRequest
  readonly requests: readonly SipRequest[]
  readonly provisionals: readonly SipResponse[]
  /** Final responses in order, re-sent ones included. */
  readonly finals: readonly SipResponse[]
  readonly final: SipResponse | undefined
  readonly acks: readonly SipRequest[]
  /** What a second capture point saw of the same packets: sent once, so in none of the lists above. */
  readonly copies: readonly SipMessage[]
  readonly cancel: SipRequest | undefined
  /** True for a request without a To tag: it starts something. */
  readonly initial: boolean
  /** The way it took: `source>destination`, or the sent-by of the top Via where addresses are not known. */
  readonly hop: string
}

/** A dialog that an INVITE made: Call-ID with both tags (RFC 3261 §12). `fromTag` is the caller's. */
export interface Dialog {
  readonly callId: string
  readonly fromTag: string
  readonly toTag: string
  readonly state: 'early' | 'confirmed' | 'terminated'
  readonly confirmedAt: Micros | undefined
  /** Undefined until it is terminated. */
  readonly end: DialogEnd | undefined
  /** The input begins in its middle: which side is the caller is then a guess, what was agreed before is not known. */
  readonly startsBefore: boolean
  /** The input ends, or its memory did, while it was open: that is no fault of the dialog's. */
  readonly cut: boolean
}

export interface DialogEnd {
  /**
   * `refused`, `cancelled`: the INVITE's final response to all early dialogs. `superseded`: another fork was answered.
   * `gone`: 408 or 481 to a request within it, and nothing succeeded in it afterwards (RFC 3261 §12.2.1.2).
   */
  readonly kind: 'bye' | 'refused' | 'cancelled' | 'superseded' | 'gone'
  /** The BYE or the response. */
  readonly message: SipMessage
  readonly at: Micros | undefined
  /** Who sent that message. */
  readonly by: Party
  /** The last 408 or 481 to a request within it, where nothing succeeded afterwards: why a BYE may have been sent. */
  readonly lost: SipResponse | undefined
}

/** One offer with what became of it (RFC 3264, RFC 6337), on one hop. */
export interface OfferAnswer {
  readonly offer: DescribedMessage
  /** The answer; in an unreliable 18x it is a preview until the 2xx, which then stands here. */
  readonly answer: DescribedMessage | undefined
  /** `rejected`: the request that carried it ended in a final of 300 or more. `pending`: the input ends before. */
  readonly state: 'answered' | 'rejected' | 'pending' | 'preview'
  readonly rejection: SipResponse | undefined
  /** Of the two sides, which name its dialog; undefined where a message has none. */
  readonly offererTag: string | undefined
  readonly answererTag: string | undefined
  /** m-lines in order; `answer` undefined where the answer has none at that place. */
  readonly media: readonly { readonly offer: MediaDescription; readonly answer: MediaDescription | undefined }[]
  readonly hop: string
}

export interface DescribedMessage {
  readonly message: SipMessage
  readonly description: SessionDescription
}

/** The dialogs of one Call-ID. */
export interface Leg {
  readonly callId: string
  readonly joinedBy: string
  readonly confidence: number
  readonly dialogs: readonly Dialog[]
}

export type CallOutcome =
  | 'answered'
  | 'busy'
  | 'cancelled'
  | 'rejected'
  | 'failed'
  | 'timed-out'
  | 'redirected'
  | 'unknown'

/** A call as seen so far. Rules get it again whenever it has changed, and once more when it is `final`. */
export interface Call {
  readonly kind: 'call'
  /** Names it across snapshots: `call:<Call-ID>`. */
  readonly key: string
  /** Stable within the input: order of its first message, from 1, over calls only. */
  readonly number: number
  readonly legs: readonly Leg[]
  readonly messages: readonly SipMessage[]
  readonly transactions: readonly Transaction[]
  readonly offerAnswers: readonly OfferAnswer[]
  readonly streams: readonly RtpStream[]
  readonly icmpErrors: readonly IcmpError[]
  /** The first INVITE without a To tag, undefined when the input begins in the middle of the call. */
  readonly invite: SipRequest | undefined
  /** The first 2xx to it, its first ACK, and the BYE that ended it. */
  readonly answer: SipResponse | undefined
  readonly ack: SipRequest | undefined
  readonly bye: SipRequest | undefined
  /** The final response that decided the outcome when there is no 2xx. */
  readonly failure: SipResponse | undefined
  readonly outcome: CallOutcome
  readonly from: string | undefined
  readonly to: string | undefined
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** Nothing more will come: it ended and its quiet time has passed, or the input has ended. */
  readonly final: boolean
}

/** All REGISTERs of one address of record at one registrar. */
export interface Registration {
  readonly kind: 'registration'
  /** Names it across snapshots: `registration:<aor>|<registrar>`. */
  readonly key: string
  readonly aor: string
  readonly registrar: string
  readonly messages: readonly SipMessage[]
  readonly transactions: readonly Transaction[]
  readonly icmpErrors?: readonly IcmpError[] | undefined
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  readonly final: boolean
}

/** Transactions outside calls and registrations, by Call-ID: OPTIONS pings, MESSAGE, SUBSCRIBE ... */
export interface Exchange {
  readonly kind: 'exchange'
  /** Names it across snapshots: `exchange:<Call-ID>`. */
  readonly key: string
  readonly callId: string
  readonly messages: readonly SipMessage[]
  readonly transactions: readonly Transaction[]
  readonly icmpErrors?: readonly IcmpError[] | undefined
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  readonly final: boolean
}

/** RTP that no call in the input announced. */
export interface OrphanStreams {
  readonly kind: 'orphan-streams'
  /** Names it across snapshots: `streams`. */
  readonly key: string
  readonly streams: readonly RtpStream[]
  readonly final: boolean
}

/** What `correlate` hands to `diagnose`. */
export type Conversation = Call | Registration | Exchange | OrphanStreams

/** A user agent as it names itself, in order of first appearance. `User-Agent` is forgeable: shown as claimed. */
export interface SeenEndpoint {
  readonly endpoint: Endpoint
  /** From `context.endpoints`, by order of appearance. */
  readonly label: string | undefined
  /** User-Agent or Server header, first seen. */
  readonly product: string | undefined
  readonly message: SipMessage
}

/** OPTIONS from one host to another. */
export interface PingSeries {
  readonly from: string
  readonly to: string
  readonly count: number
  readonly first: SipRequest
  readonly last: SipRequest
  readonly lastFinal: SipResponse | undefined
  /** The last 408 or 5xx. */
  readonly lastFailure: SipResponse | undefined
  /** How often each final status came, and how many OPTIONS got none. */
  readonly statuses: ReadonlyMap<number, number>
  readonly unanswered: number
  /** The first 500, by number of their request. */
  readonly outcomes: readonly PingOutcome[]
}

/** What came of one OPTIONS: any answer but 408 and 503 shows that somebody is there. */
export interface PingOutcome {
  readonly number: number
  readonly at: Micros | undefined
  readonly sends: number
  readonly kind: 'alive' | 'failed' | 'silent'
}

/** What is known of the whole input so far. */
export interface CaptureFacts {
  /** Hosts (addresses) that sent or received RTP, each with those it did so with; the first 50,000, with 1,000 each. */
  readonly rtpPeers: ReadonlyMap<string, ReadonlySet<string>>
  readonly kind: 'text' | 'capture'
  readonly messages: number
  readonly packets: number
  readonly rtpPackets: number
  readonly rtcpPackets: number
  readonly tlsRecords: number
  /** Packets that the capturing machine says it dropped: missing in the capture, not lost on the network. */
  readonly droppedPackets: number
  /** What the packets carried; empty for text. */
  readonly traffic: readonly TrafficCount[]
  /** These three go on growing while the input is read. */
  readonly stunExchanges: readonly StunExchange[]
  readonly dtlsAssociations: readonly DtlsAssociation[]
  readonly faxStreams: readonly FaxStream[]
  /** TLS connections that are over; at the end those that were not as well. Those that may matter first, at most 1,000. */
  readonly tls: readonly TlsHandshake[]
  readonly endpoints: readonly SeenEndpoint[]
  /** What is known of the same hosts, and how calls fared between them: empty until the input has ended. */
  readonly hosts: readonly EndpointRecord[]
  readonly peers: readonly PeerRecord[]
  /** How hosts ping each other, the first 1,000 ways; empty until the input has ended. */
  readonly pings: readonly PingSeries[]
  /** What was wrong with the input itself; empty until it has ended. */
  readonly flaws: readonly Flaw[]
  /** No message has a time finer than a second. */
  readonly wholeSeconds: boolean
  /** Capture points that saw the same messages; empty until the input has ended. */
  readonly capturePoints?: readonly CapturePair[]
  /** What the network did to signalling; goes on growing. */
  readonly network?: NetworkFacts | undefined
  /**
   * When a user last sent credentials with a method: `INVITE alice@example.com`, by the From URI; undefined where the message has no
   * time. Goes on growing; the first 10,000.
   */
  readonly credentials: ReadonlyMap<string, Micros | undefined>
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** `at` on at least 95 % of messages, monotone within 1 s. */
  readonly timed: boolean
  /** True once the input has ended. */
  readonly ended: boolean
}
