import type { Dialog, OfferAnswer, Transaction } from './call.ts'
import type { Party } from './call-facts.ts'
import type { SipMessage, SipRequest, SipResponse } from './message.ts'
import type { Micros } from './time.ts'

/** One request on its way: each hop is a transaction of its own, and yet it is one request with one result (RFC 3261 §16). */
export interface Passage {
  readonly method: string
  /** On the hop nearest to whoever made it: the result that counts. */
  readonly near: Transaction
  /** On the hops behind, in the order they were seen; empty for most. */
  readonly further: readonly PassageHop[]
}

export interface PassageHop {
  readonly transaction: Transaction
  /** `forwarded` by a proxy, which put a Via on top; `translated`: the same message between other addresses, as on both sides of a NAT. */
  readonly kind: 'forwarded' | 'translated'
}

/** A dialog with what its messages say about it. */
export interface DialogHistory {
  readonly dialog: Dialog
  /** The INVITE that made it and the requests within it, in order; CANCEL and ACK stand in their INVITE. */
  readonly passages: readonly Passage[]
  readonly caller: DialogSide
  readonly callee: DialogSide
}

/** One side of a dialog, as the other side was told, as far as the input shows. */
export interface DialogSide {
  readonly tag: string
  /** The Contacts it gave, each with the message that set it: the last is where requests to it go (RFC 3261 §12.2.1.1, RFC 6141). */
  readonly targets: readonly RemoteTarget[]
  /** Routes its own requests carry, in order; undefined where what sets them was not seen (§12.1). Fewer are left further down. */
  readonly routeSet: readonly string[] | undefined
  /** The highest CSeq of its requests; undefined where none was seen. */
  readonly cseq: number | undefined
}

export interface RemoteTarget {
  /** As written, without angle brackets. */
  readonly uri: string
  readonly message: SipMessage
}

/** The session timer of a dialog (RFC 4028). */
export interface SessionTiming {
  /** What each 2xx to an INVITE or UPDATE settled, in order; the first is that of the call's own. */
  readonly agreements: readonly SessionAgreement[]
  /** What holds now; undefined where the last 2xx took the timer off. */
  readonly current: SessionAgreement | undefined
  /** INVITEs and UPDATEs within the confirmed dialog: each one refreshes when it succeeds. */
  readonly refreshes: readonly SessionRefresh[]
  /** When the session runs out unless it is refreshed again; undefined without times or timer. */
  readonly expiresAt: Micros | undefined
  /** A BYE came when a side may take the session for dead: not before a third of the interval, at most 32 s, was left (§10). */
  readonly expired: boolean
}

export interface SessionAgreement {
  readonly intervalS: number
  /** Undefined where the 2xx does not say. */
  readonly refresher: Party | undefined
  readonly response: SipResponse
  readonly at: Micros | undefined
}

export interface SessionRefresh {
  readonly passage: Passage
  readonly by: Party
  readonly at: Micros | undefined
  readonly final: SipResponse | undefined
  readonly succeeded: boolean
  /** It carries no description, or that which its sender sent last (RFC 4028 §7.4): nothing but a refresh. */
  readonly sameMedia: boolean
}

/** An answered offer and the time for which it rules. */
export interface Agreement {
  readonly exchange: OfferAnswer
  /** It is a description in an unreliable provisional: what may be heard before the answer. */
  readonly preview: boolean
  readonly from: Micros | undefined
  /** When another took its place or its dialog ended; undefined where neither was seen. */
  readonly until: Micros | undefined
}

/** A side put the other on hold (RFC 3264 §8.4). */
export interface Hold {
  readonly dialog: Dialog
  readonly by: Party
  /** `zero-address`: the old way, by `c=IN IP4 0.0.0.0` (RFC 2543 §B.5). */
  readonly how: 'sendonly' | 'inactive' | 'zero-address'
  /** The description that began it and the answer to it, and the answer that took it back. */
  readonly begun: SipMessage
  readonly resumed: SipMessage | undefined
  readonly from: Micros | undefined
  /** When it was taken back or the dialog ended; undefined where neither was seen. */
  readonly until: Micros | undefined
  /** The first agreement of the dialog says so: an announcement or a one-way call more likely than a hold. */
  readonly initial: boolean
}

/** A provisional that was sent reliably (RFC 3262), and its PRACK. */
export interface ReliableProvisional {
  readonly invite: Transaction
  /** Its sendings on the INVITE's nearest hop; the first is the response, the others it again. */
  readonly sendings: readonly SipResponse[]
  readonly rseq: number
  /** Undefined where none was seen. */
  readonly prack: Transaction | undefined
}

/** A dialog as Replaces, Join or Target-Dialog name it (RFC 3891, RFC 3911, RFC 4538): tags as the receiver of the header has them. */
export interface DialogName {
  readonly callId: string
  readonly toTag: string | undefined
  readonly fromTag: string | undefined
  readonly earlyOnly: boolean
}

/** A REFER with what became of it (RFC 3515, RFC 6665, RFC 7647). */
export interface Transfer {
  readonly refer: Passage
  /** `attended`: its target is to take the place of a dialog that the transferor had (RFC 5589 §7). */
  readonly kind: 'blind' | 'attended'
  /** Refer-To without the headers behind `?`; undefined where it is missing or unusable. */
  readonly target: string | undefined
  /** Method the target is to be asked by, nearly always INVITE. */
  readonly method: string
  readonly replaces: DialogName | undefined
  readonly referredBy: string | undefined
  /** False where no NOTIFY was agreed: `Refer-Sub: false` (RFC 4488), `nosub` (RFC 7614). */
  readonly subscribed: boolean
  readonly notifies: readonly ReferNotify[]
  /** The last status that a NOTIFY told of; undefined where none did. */
  readonly status: number | undefined
  /**
   * `refused`: the REFER itself; `challenged`: it was to be sent again with credentials. `succeeded`, `failed`: as the last
   * status says. `open`: no final status was told, which proves nothing without a subscription or at the end of the input.
   */
  readonly outcome: 'refused' | 'challenged' | 'succeeded' | 'failed' | 'open'
}

export interface ReferNotify {
  readonly passage: Passage
  readonly at: Micros | undefined
  /** Of the status line in its body; undefined without one. */
  readonly status: number | undefined
  readonly reason: string | undefined
  /** Subscription-State: `active`, `pending`, `terminated`; undefined where it is missing. */
  readonly state: string | undefined
  readonly endReason: string | undefined
}

/** A request that names a dialog by Replaces, Join or Target-Dialog. */
export interface DialogReference {
  readonly header: 'replaces' | 'join' | 'target-dialog'
  readonly dialog: DialogName
  readonly request: SipRequest
  readonly passage: Passage
}
