import type { Call } from '../../model/call.ts'
import type { JoinReason } from '../../model/joined-call.ts'
import type { SipRequest } from '../../model/message.ts'
import type { Micros } from '../../model/time.ts'

/** What is remembered of one Call-ID while others may turn out to be the same call. */
export interface Leg {
  readonly callId: string
  /** Of the call it is by itself. */
  readonly number: number
  /** Its latest INVITE without a To tag, until the call is over. */
  invite: SipRequest | undefined
  invitedAt: Micros | undefined
  /** Host that sent the first of them, and the hosts they arrived at. */
  source: string | undefined
  destinations: readonly string[]
  /** Who calls, as far as numbers can be compared; null until somebody asks. */
  caller: string | null | undefined
  answeredAt: Micros | undefined
  /** By a BYE, or a failure. */
  ended: boolean
  endedAt: Micros | undefined
  /** Responses looked at for what they add. */
  heard: number
  edges: Edge[] | undefined
  marks: SharedMark[] | undefined
  /** Legs that were inferred to come of this one. */
  heirs: number
  /** Inferences that are not decided yet and concern it. */
  doubts: number
  state: 'open' | 'over' | 'settled'
  /** As it was when it was over; only where it is joined to others, or may be. */
  call: Call | undefined
  overAt: Micros | undefined
}

/** Two legs that something says are one call. */
export interface Edge {
  /** The one that began first. */
  readonly upper: Leg
  readonly lower: Leg
  readonly reason: JoinReason
  confidence: number
  readonly evidence: string
  /** It rests on what was near in time: how the calls end may strengthen or disprove it. */
  readonly inferred: boolean
  /** What both legs carry, where it is that. */
  readonly mark: SharedMark | undefined
}

/** A value that legs carry. */
export interface SharedMark {
  readonly hash: number
  readonly legs: Leg[]
  /** Legs that ever carried it. Beyond `MARK_LEGS` it names no call, and nothing it said counts. */
  uses: number
}

/** More legs than this with one value: it is no name of a call but of a trunk, a tenant or a device. Chosen by us. */
const MARK_LEGS = 16

export const isWorn = ({ uses }: SharedMark): boolean => uses > MARK_LEGS

const NOWHERE: readonly string[] = []

export function newLeg(callId: string, number: number): Leg {
  return {
    callId,
    number,
    invite: undefined,
    invitedAt: undefined,
    source: undefined,
    destinations: NOWHERE,
    caller: null,
    answeredAt: undefined,
    ended: false,
    endedAt: undefined,
    heard: 0,
    edges: undefined,
    marks: undefined,
    heirs: 0,
    doubts: 0,
    state: 'open',
    call: undefined,
    overAt: undefined,
  }
}

/** Ties two legs together; a reason that is known already is not noted twice. Nothing where both are the same. */
export function tie(
  upper: Leg,
  lower: Leg,
  edge: Pick<Edge, 'reason' | 'confidence' | 'evidence'> & Partial<Pick<Edge, 'inferred' | 'mark'>>,
): void {
  if (upper === lower || upper.state === 'settled' || lower.state === 'settled') return
  const known = upper.edges?.find(
    (one) => (one.lower === lower || one.upper === lower) && one.reason === edge.reason && one.mark === edge.mark,
  )
  if (known) return
  const made: Edge = { upper, lower, inferred: false, mark: undefined, ...edge }
  upper.edges ??= []
  lower.edges ??= []
  upper.edges.push(made)
  lower.edges.push(made)
}

/** The other end. */
export const across = ({ upper, lower }: Edge, leg: Leg): Leg => (upper === leg ? lower : upper)
