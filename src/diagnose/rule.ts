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
import type { Category, EvidenceKind, Fix, InsufficientReason, Severity } from '../model/finding.ts'
import type { SipHeader, SipMessage } from '../model/message.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import type { LogEvent } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'

/** What a rule may look at. `context` is the input so far; a rule reads no clock and no other rule. */
export interface Subjects {
  message: { readonly message: SipMessage; readonly conversation: Conversation }
  /** An offer or answer as one side wrote it. */
  description: DescribedMessage & {
    readonly role: 'offer' | 'answer'
    readonly exchange: OfferAnswer
    readonly call: Call
  }
  offerAnswer: { readonly exchange: OfferAnswer; readonly call: Call }
  transaction: { readonly transaction: Transaction; readonly conversation: Conversation }
  call: { readonly call: Call }
  registration: { readonly registration: Registration }
  exchange: { readonly exchange: Exchange }
  stream: { readonly stream: RtpStream; readonly call: Call | undefined }
  log: { readonly event: LogEvent }
  capture: { readonly capture: CaptureFacts }
}
export type SubjectKind = keyof Subjects

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
  | {
      readonly kind: Exclude<EvidenceKind, 'startline' | 'header' | 'sdp-line' | 'log'>
      readonly figures: string
      readonly frame?: number
      readonly at?: number
    }

/** What `check` yields: a fault with its values, never sentences. */
export interface Fault<Values> {
  readonly values: Values
  readonly proof: readonly [Proof, ...Proof[]]
  /** Replaces the rule's base severity, with the reason. */
  readonly severity?: { readonly level: Severity; readonly because: string }
  readonly confidence?: number
  /** What makes it "the same fault tomorrow": roles, header and codec names; no times, Call-IDs or ports. */
  readonly scope: readonly string[]
  /** Call-specific title, where the title carries a figure. */
  readonly title?: string
}

/** A subject that could not be judged. */
export interface Unproven {
  readonly insufficient: InsufficientReason
}

export type Verdict<Values> = Fault<Values> | Unproven

/** A rule is a value (style.md §3). `Kind` fixes what `check` receives; `Values` what the sentences are made of. */
export interface Rule<Kind extends SubjectKind = SubjectKind, Values = unknown> {
  readonly id: string
  readonly category: Category
  readonly severity: Severity
  readonly sources: readonly [string, ...string[]]
  readonly title: string
  readonly examines: Kind
  /** One finding for the whole input (rules.md §1.2, posture): never raised by frequency. */
  readonly posture?: true
  /** Ids of the symptoms it accounts for, `signaling.response-*` allowed. */
  readonly explains?: readonly string[]
  /** Words of `context.issue` that put it first within its severity. */
  readonly issues?: readonly string[]
  /** For the catalogue: what it means, when it fires, when it stays quiet. */
  readonly meaning: string
  readonly fires: string
  readonly quiet: string
  /** False: the rule has nothing to say about this subject (`notApplicable`). Absent: it always has. */
  applies?(subject: Subjects[Kind], context: RuleContext): boolean
  check(subject: Subjects[Kind], context: RuleContext): Iterable<Verdict<Values>>
  detail(values: Values): string
  recommendation: string | ((values: Values) => string)
  fixes?(values: Values, subject: Subjects[Kind], context: RuleContext): readonly Fix[]
}

/** Keeps the compiler's inference between `examines`, `check` and the sentences. */
export const rule = <Kind extends SubjectKind, Values>(definition: Rule<Kind, Values>): Rule<Kind, Values> => definition
