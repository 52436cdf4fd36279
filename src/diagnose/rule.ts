import type {
  Call,
  CaptureFacts,
  Conversation,
  DescribedMessage,
  Exchange,
  OfferAnswer,
  Registration,
  Transaction,
} from '../model/call.ts'
import type { Category, Evidence, EvidenceKind, InsufficientReason, Severity } from '../model/finding.ts'
import type { JoinedCall, JoinedLegs } from '../model/joined-call.ts'
import type { SipHeader, SipMessage } from '../model/message.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import type { LogEvent } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { TlsHandshake } from '../model/tls.ts'
import type { Asked } from './attempts.ts'
import type { RecipeName } from './fixes/product.ts'
import type { Tally } from './tally.ts'
import type { Marks } from './traits.ts'

/** What a rule may look at. `context` is the input so far; a rule reads no clock and no other rule. */
export interface Subjects {
  /** One message. What depends on the other messages of a conversation examines that as a whole. */
  message: { readonly message: SipMessage; readonly conversation: SignalingConversation }
  /** An offer or answer as one side wrote it. */
  description: DescribedMessage & {
    readonly role: 'offer' | 'answer'
    readonly exchange: OfferAnswer
    readonly call: Call
  }
  offerAnswer: { readonly exchange: OfferAnswer; readonly call: Call }
  transaction: { readonly transaction: Transaction; readonly conversation: SignalingConversation }
  /** A call, a registration or an exchange: whatever holds messages. `joined`: the call it is a leg of, see `acrossLegs`. */
  conversation: { readonly conversation: SignalingConversation; readonly joined?: JoinedLegs }
  call: { readonly call: Call }
  registration: { readonly registration: Registration }
  exchange: { readonly exchange: Exchange }
  stream: { readonly stream: RtpStream; readonly call: Call | undefined }
  /**
   * A call of several Call-IDs, once all its legs are over. `legs` are in the order of `joined.legs`, and each of them was
   * examined by itself as well. Only legs whose join is at least 0.7 sure are there.
   */
  joinedCall: { readonly joined: JoinedCall; readonly legs: readonly Call[] }
  log: { readonly event: LogEvent }
  /** A TLS connection of a capture, at the end of the input, or a line of a log. */
  tls: { readonly handshake: TlsHandshake } | { readonly event: LogEvent }
  /** The whole input, once, at its end, with what was counted in it. */
  capture: { readonly capture: CaptureFacts; readonly tally: Tally }
}
export type SubjectKind = keyof Subjects
export type SignalingConversation = Exclude<Conversation, { kind: 'orphan-streams' }>

export interface RuleContext {
  readonly capture: CaptureFacts
  readonly options: AnalyzeOptions
}

/** A line of proof: a message, one of its headers or body lines, a log line, or figures. The engine turns it into `Evidence`. */
export type Proof =
  | { readonly message: SipMessage; readonly kind?: 'startline' }
  | { readonly message: SipMessage; readonly header: SipHeader }
  | { readonly message: SipMessage; readonly sdp: { readonly line: number; readonly text: string } }
  | { readonly event: LogEvent }
  /** Made when its message was there, which is kept no longer. */
  | { readonly evidence: Evidence }
  | {
      readonly kind: Exclude<EvidenceKind, 'startline' | 'header' | 'sdp-line' | 'log'>
      readonly figures: string
      readonly frame?: number
      readonly at?: number
    }

/** A severity with the sentence that says why it is not the rule's own. */
export interface Weight {
  readonly level: Severity
  readonly because: string
}

/** What `check` yields: a fault with its values, never sentences. */
export interface Fault<Values> {
  readonly values: Values
  readonly proof: readonly [Proof, ...Proof[]]
  /** Replaces the rule's base severity, with the reason. */
  readonly severity?: Weight
  readonly confidence?: number
  /** What makes it "the same fault tomorrow": roles, header and codec names; no times, Call-IDs or ports. */
  readonly scope: readonly string[]
  /** Call-specific title, where the title carries a figure. */
  readonly title?: string
  /** A message of the side that has to change something: its product decides which settings are named. */
  readonly mends?: SipMessage
  /** Replaces the rule's recipe, where this fault is mended by other settings, or by none: null. */
  readonly recipe?: RecipeName | null
  /** Whose calls `weigh` is to compare it with: a host or called user by its key in the tally. */
  readonly against?: string
  /**
   * Hosts whose conversations `excuses` is about, or whose requests `explains` is, where the rule examines the whole input or a
   * connection; and the calls it concerns.
   */
  readonly sources?: readonly string[]
  readonly calls?: readonly number[]
}

/** A subject that could not be judged. */
export interface Unproven {
  readonly insufficient: InsufficientReason
}

export type Verdict<Values> = Fault<Values> | Unproven

/** How often a fault was seen when the whole input is weighed. */
export interface Frequency {
  /** Conversations (calls, registrations ...) that show this very fault. */
  readonly conversations: number
  readonly severity: Severity
  /** What makes the fault the same: that of `Fault`. */
  readonly scope: readonly string[]
  readonly tally: Tally
  /** For each host or user that the faults name in `against`: how many it had, and what it was asked in all. */
  readonly shares: readonly (Asked & { readonly faults: number })[]
}

/** A rule is a value. `Kind` fixes what `check` receives; `Values` what the sentences are made of. */
export interface Rule<Kind extends SubjectKind = SubjectKind, Values = unknown> {
  readonly id: string
  readonly category: Category
  readonly severity: Severity
  readonly sources: readonly [string, ...string[]]
  readonly title: string
  readonly examines: Kind
  /** One finding for the whole input (a posture): never raised by frequency. */
  readonly posture?: true
  /** An observed failure or a measured degradation: frequency may raise it. */
  readonly observed?: true
  /** What it found in a leg of a joined call is looked at once more when all legs are known: the others may tell otherwise. */
  readonly acrossLegs?: true
  /** Ids of the symptoms it accounts for, `signaling.response-*` allowed. */
  readonly explains?: readonly string[]
  /** Ids of symptoms that are no fault where this rule fired: a refused attack is the defence working. They become info. */
  readonly excuses?: readonly string[]
  /** Ids of rules that tell the same final response more precisely: where one of them fired, this one is silent. */
  readonly yieldsTo?: readonly string[]
  /** Words of `context.issue` that put it first within its severity. */
  readonly issues?: readonly string[]
  /** For the catalogue: what it means, when it fires, when it stays quiet. */
  readonly meaning: string
  readonly fires: string
  readonly quiet: string
  /** For the catalogue: the lines that prove it, as a trace or the evidence shows them. Documentation addresses only. */
  readonly example?: readonly [string, ...string[]]
  /** What to do, in general. Empty only for `info`. */
  readonly recommendation: string
  /** The settings that mend it, per product. */
  readonly recipe?: RecipeName
  /** What must be seen once it is mended. */
  readonly verify?: string
  /** What a conversation must show for the rule to apply to it; where it does not, it is not even looked at. Of several, one. */
  readonly about?: Marks | readonly Marks[]
  /**
   * What the fault, and whatever keeps it from being proven, always leaves behind: a conversation that applies but does not show
   * it is clear, without a look. Of several, one.
   */
  readonly marks?: Marks | readonly Marks[]
  /** False: the rule has nothing to say about this subject (`notApplicable`). Absent: it always has. */
  applies?(subject: Subjects[Kind], context: RuleContext): boolean
  check(subject: Subjects[Kind], context: RuleContext): Iterable<Verdict<Values>>
  /**
   * Weighs a fault once more by how often it was seen in the whole input: another level with its reason, the reason why
   * the input cannot prove it, or undefined to leave it. Faults are only seen one by one in `check`.
   */
  weigh?(seen: Frequency): Weight | Unproven | undefined
  detail(values: Values): string
  /** In place of `recommendation` where the (sub-)cause decides. */
  advise?(values: Values): string
}

/** Keeps the compiler's inference between `examines`, `check` and the sentences. */
export const rule = <Kind extends SubjectKind, Values>(definition: Rule<Kind, Values>): Rule<Kind, Values> => definition

/** A rule of whatever kind, as the engine holds it. `examines` says which subjects are safe to hand it. */
// biome-ignore lint/suspicious/noExplicitAny: the values of a rule are its own affair, and methods are bivariant
export type AnyRule = { [Kind in SubjectKind]: Rule<Kind, any> }[SubjectKind]
