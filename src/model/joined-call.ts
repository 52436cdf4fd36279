import type { Call, CallOutcome } from './call.ts'
import type { Micros } from './time.ts'

/** Confidence from which a join may be built upon: what spans legs asks for it. */
export const SURE_JOIN = 0.7

/**
 * What says that two Call-IDs are one call, the strongest first. The last three are inferences: they count only where nothing
 * else fits as well.
 */
export type JoinReason =
  /** The same UUID in Session-ID (RFC 7989). */
  | 'session-id'
  /** Replaces names the other Call-ID (RFC 3891), in the INVITE or in the Refer-To of a REFER; Join (RFC 3911) does. */
  | 'replaces'
  | 'refer-to-replaces'
  | 'join'
  /** A REFER outside the dialog says which one it is about (RFC 4538). */
  | 'target-dialog'
  /** The same X-CID, X-Call-ID or the like, or such a header that names the other Call-ID. */
  | 'correlation-header'
  | 'cisco-guid'
  /** The same icid-value in P-Charging-Vector (RFC 7315 §4.6). */
  | 'charging-vector'
  /** The very same PASSporT (RFC 8224), or one of the same origid and called number (RFC 8588 §5). */
  | 'identity'
  | 'origid'
  /** One Call-ID is the other with a mark of a B2BUA: `_b2b-1`, `-0` ... */
  | 'call-id-pattern'
  /** Referred-By of the INVITE is that of a REFER to this target (RFC 3892). */
  | 'referred-by'
  /** Whoever got a REFER called its target soon after. */
  | 'refer-target'
  /** The same media address and port, or the same session in `o=`, within 2 s. */
  | 'same-media'
  /** The host the one call arrived at called the same number within 2 s. */
  | 'same-number'

/** Why two legs are one call. */
export interface Join {
  /** Numbers of the two calls, the earlier first. */
  readonly legs: readonly [number, number]
  readonly reason: JoinReason
  /** 0..1 */
  readonly confidence: number
  /** What is the same, in a few words, with the value: at most 160 characters. */
  readonly evidence: string
}

/** One branch of a forked INVITE (RFC 3261 §16.7): a hop that others left the same host beside. */
export interface LegBranch {
  /** `address:port`; the host of the Request-URI where addresses are not known. */
  readonly to: string
  readonly requestUri: string
  /** Final response; undefined where none was seen. */
  readonly status: number | undefined
}

/** One Call-ID of a joined call. */
export interface JoinedLeg {
  /** Number of the call it is by itself: `Call.number`. */
  readonly number: number
  readonly callId: string
  /** How it came to be one of them: the strongest chain of joins from the first leg. Undefined for the first itself. */
  readonly joinedBy: JoinReason | undefined
  /** Of the weakest join on that chain; 1 for the first leg. */
  readonly confidence: number
  readonly from: string | undefined
  readonly to: string | undefined
  /** Hosts that its INVITE passed, from who sent it to who got it; of a fork the branch that got furthest. */
  readonly hosts: readonly string[]
  /** Where the INVITE went several ways from one host, all of them, at most 20; else empty. */
  readonly branches: readonly LegBranch[]
  readonly outcome: CallOutcome
  /** Final response to the INVITE. */
  readonly status: number | undefined
  readonly startedAt: Micros | undefined
  readonly answeredAt: Micros | undefined
  readonly endedAt: Micros | undefined
}

/** A part of the call was handed to somebody else: by REFER (RFC 3515), or by an INVITE with Replaces (RFC 3891). */
export interface CallTransfer {
  /**
   * `blind`: a REFER to an address. `attended`: a REFER to a dialog that the transferor had set up before (RFC 5589 §7).
   * `pickup`: an INVITE took the place of a dialog, and no REFER that asked for it was seen.
   */
  readonly kind: 'blind' | 'attended' | 'pickup'
  /** Leg on which the REFER came; undefined for a pickup, and for one whose REFER is of no leg. */
  readonly leg: number | undefined
  /** Message number of the REFER; of a pickup that of the INVITE. */
  readonly message: number
  readonly at: Micros | undefined
  /** URI of who asked for it, and of whom the call was handed to. */
  readonly by: string | undefined
  readonly target: string
  /** Leg that came of it, and the leg whose place that took. */
  readonly newLeg: number | undefined
  readonly replaced: number | undefined
  /** Final response to the REFER, and the last status its NOTIFYs told of (RFC 3515 §2.4.5). */
  readonly status: number | undefined
  readonly notified: number | undefined
}

/** A leg failed because one further down did: the B2BUA between them passed the failure on. */
export interface PassedFailure {
  /** The leg nearer the caller, and what it was told. */
  readonly leg: number
  readonly status: number
  /** The leg where it comes from, and what was said there: it may have been mapped on the way. Undefined for silence. */
  readonly cause: number
  readonly causeStatus: number | undefined
}

/** What people would call one call: Call-IDs that a B2BUA, a transfer or a pickup has tied together. At least two legs. */
export interface JoinedCall {
  readonly kind: 'joined-call'
  /** Names it: `joined:<number>`. */
  readonly key: string
  /** Number of its first leg. */
  readonly number: number
  /** In the order their first messages came, at most 32. */
  readonly legs: readonly JoinedLeg[]
  /** The strongest join of each two legs, at most 100. */
  readonly joins: readonly Join[]
  /** In order. Each names the leg it came on and the leg it led to, which makes them a tree. */
  readonly transfers: readonly CallTransfer[]
  /** Which leg failed because of which; of a chain each leg names the one where the failure began. */
  readonly failures: readonly PassedFailure[]
  readonly parties: JoinedParties
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
}

export interface JoinedParties {
  /** Who called on the first leg, and who was called on the last leg that was answered, else that was tried. */
  readonly caller: string | undefined
  readonly callee: string | undefined
  /** Hosts in order from the caller to that callee, each once. */
  readonly hosts: readonly string[]
}

/** A joined call with its legs as they were when they were over. */
export interface JoinedLegs {
  readonly joined: JoinedCall
  /** In the order of `joined.legs`, each with all its messages. */
  readonly calls: readonly Call[]
}

/** What a stretch of input told of how calls belong together. */
export interface JoinNews {
  /** Keys of calls that are final while something that may be part of them goes on: word of them follows. */
  readonly waiting: ReadonlySet<string>
  /** All their legs are over. */
  readonly joined: readonly JoinedLegs[]
  /** Calls that had waited, and belong to no other after all. */
  readonly single: readonly Call[]
}
