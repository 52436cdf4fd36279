import { partiesOf } from '../correlate/parties.ts'
import type { Call, CaptureFacts, Conversation } from '../model/call.ts'
import type { InsufficientReason } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import type { JoinedLegs } from '../model/joined-call.ts'
import type { LogEvent } from '../model/packet.ts'
import type { TlsHandshake } from '../model/tls.ts'
import { relate } from './causes.ts'
import { type Contribution, contributionOf, type Owner } from './contribution.ts'
import {
  CLEAR,
  countsOf,
  FIRED,
  NOT_APPLICABLE,
  type SubjectCounts,
  UNSAID,
  unprovenFor,
  type Verdicts,
} from './coverage.ts'
import { emergencyOf } from './facts/emergency.ts'
import { hasFailed } from './facts/tls.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type Plan, plannerOf, planOf, type Seat } from './plans.ts'
import type { AnyRule, Fault, RuleContext, SignalingConversation, SubjectKind, Subjects } from './rule.ts'
import { countsIn, createSubjects } from './subjects.ts'
import type { Tally } from './tally.ts'
import { traitsOf } from './traits.ts'

/** What the rules say about one conversation. */
export interface Judgement {
  readonly contributions: readonly Contribution[]
  readonly verdicts: Verdicts
}

export interface Judge {
  conversation(conversation: Conversation, context: RuleContext): Judgement
  joined(legs: JoinedLegs, context: RuleContext): Judgement
  /** What it says of a leg, once the other legs are known. */
  again(judgement: Judgement, leg: Call, legs: JoinedLegs, context: RuleContext): readonly Contribution[]
  log(event: LogEvent, context: RuleContext): Judgement
  capture(capture: CaptureFacts, tally: Tally, context: RuleContext): Judgement
  /** A fault by itself, as what a rule said of one more subject. */
  apart(one: Contribution): Judgement
}

/** Runs rules over subjects. A rule that throws loses what it had to say about that conversation, and nothing else. */
export function createJudge(rules: readonly AnyRule[], complain: Complain): Judge {
  const planner = plannerOf(rules)
  /** What the rules of one plan say, in its order. */
  const scratch = new Uint8Array(rules.length)
  /** Filled by one rule at a time. */
  let found: Fault<unknown>[] = []

  const judge = (
    plan: Plan,
    counts: SubjectCounts,
    owner: () => Owner,
    context: RuleContext,
    subjectsOf: (kind: SubjectKind) => readonly Subjects[SubjectKind][],
  ): Judgement => {
    const { looking } = plan
    const all: Contribution[] = []
    const said = scratch
    let failed: number[] | undefined
    let whose: Owner | undefined
    for (let place = 0; place < looking.length; place++) {
      const seat = looking[place]!
      if (counts[seat.examines] === 0) {
        said[place] = UNSAID
        continue
      }
      try {
        const unproven = run(seat, subjectsOf(seat.examines), context, found)
        said[place] = unproven === false ? NOT_APPLICABLE : unproven ? unprovenFor(unproven) : CLEAR
        if (found.length > 0) {
          said[place] = FIRED
          whose ??= owner()
          const faults = found
          found = []
          contribute(all, seat.rule, faults, whose)
        }
      } catch (error) {
        found.length = 0
        said[place] = UNSAID
        failed = [...(failed ?? []), place]
        const why = error instanceof Error ? error.message : String(error)
        complain('rule-failed', `${seat.rule.id}: ${why}`.slice(0, 200))
      }
    }
    const contributions = all.length > 1 ? relate(all) : all
    if (contributions.length < all.length) clearDropped(all, contributions, looking, said)
    return { contributions, verdicts: { plan, counts, said: plan.kept(said), failed } }
  }

  const contribute = (all: Contribution[], rule: AnyRule, faults: readonly Fault<unknown>[], owner: Owner): void => {
    const first = fingerprintOf(rule.id, faults[0]!.scope)
    if (
      faults.length === 1 ||
      faults.every(({ scope }, index) => index === 0 || fingerprintOf(rule.id, scope) === first)
    ) {
      all.push(contributionOf(rule, first, faults, owner))
      return
    }
    const same = Map.groupBy(faults, (fault) => fingerprintOf(rule.id, fault.scope))
    for (const [fingerprint, group] of same) all.push(contributionOf(rule, fingerprint, group, owner))
  }

  return {
    conversation(conversation, context) {
      const counts = countsIn(conversation)
      const owner = () => ownerOf(conversation)
      const subjectsOf = createSubjects(conversation)
      if (conversation.kind === 'orphan-streams')
        return judge(planner.orphanStreams, counts, owner, context, subjectsOf)
      const traits = traitsOf(conversation, context.capture.timed)
      return judge(planner[conversation.kind](traits), counts, owner, context, subjectsOf)
    },
    joined: ({ joined, calls }, context) =>
      judge(
        planner.joined,
        countsOf({ joinedCall: 1 }),
        () => joinedOwner(joined, calls),
        context,
        () => [{ joined, legs: calls }],
      ),
    again({ contributions }, leg, legs, context) {
      const unsure = new Set(contributions.flatMap(({ rule }) => (rule.acrossLegs ? rule : [])))
      if (unsure.size === 0) return contributions
      const all = contributions.filter(({ rule }) => !unsure.has(rule))
      for (const seat of planner.seats)
        if (unsure.has(seat.rule)) {
          run(seat, [{ conversation: leg, joined: legs }], context, found)
          contribute(all, seat.rule, found.splice(0), ownerOf(leg))
        }
      return all
    },
    log: (event, context) =>
      judge(
        planner.log,
        countsOf({ log: 1, tls: 1 }),
        () => NOBODY,
        context,
        () => [{ event }],
      ),
    capture: (capture, tally, context) =>
      judge(
        planner.capture,
        countsOf({ capture: 1, tls: capture.tls.length }),
        () => NOBODY,
        context,
        (kind) => (kind === 'tls' ? capture.tls.map((handshake) => ({ handshake })) : [{ capture, tally }]),
      ),
    apart(one) {
      const seat = planner.seats.find(({ rule }) => rule === one.rule)!
      const plan = planOf([seat], [])
      const counts = countsOf({ [seat.examines]: 1 })
      const verdicts = { plan, counts, said: Uint8Array.of(FIRED), failed: undefined }
      return { contributions: [one], verdicts }
    },
  }
}

/** A finding another one tells better is not there: its rule counts as having said nothing. */
function clearDropped(
  all: readonly Contribution[],
  stayed: readonly Contribution[],
  looking: readonly Seat[],
  said: Uint8Array,
): void {
  const left = new Set(stayed.map(({ rule }) => rule))
  const dropped = new Set(all.flatMap(({ rule }) => (left.has(rule) ? [] : rule)))
  for (const [place, { rule }] of looking.entries()) if (dropped.has(rule)) said[place] = CLEAR
}

/**
 * Adds what the rule finds to `faults`. The first reason why something could not be judged; false where it has nothing to say
 * about any of them.
 */
function run(
  { applies, check, examines }: Seat,
  subjects: readonly Subjects[SubjectKind][],
  context: RuleContext,
  faults: Fault<unknown>[],
): InsufficientReason | false | undefined {
  let unproven: InsufficientReason | false | undefined = false
  for (const subject of subjects) {
    if (applies && !applies(subject, context)) continue
    unproven ||= undefined
    for (const verdict of check(subject, context)) {
      if ('insufficient' in verdict) unproven ??= verdict.insufficient
      else faults.push(examines === 'tls' && 'handshake' in subject ? ofConnection(subject, verdict) : verdict)
    }
  }
  return unproven
}

/** One that failed stands for its hosts. */
const ofConnection = (subject: { handshake: TlsHandshake }, fault: Fault<unknown>): Fault<unknown> =>
  hasFailed(subject.handshake) ? { sources: hostsOf(subject), ...fault } : fault

const hostsOf = ({ handshake: { client, server } }: { handshake: TlsHandshake }): readonly string[] => [
  client.address,
  server.address,
]

/** It failed where no leg was answered and one was refused or met silence. */
function joinedOwner({ number, legs }: JoinedLegs['joined'], calls: JoinedLegs['calls']): Owner {
  const owners = calls.map(ownerOf)
  return {
    call: number,
    also: legs.slice(1).map((leg) => leg.number),
    failed: owners.some(({ failed }) => failed) && !calls.some(({ answer }) => answer),
    emergency: owners.some(({ emergency }) => emergency),
  }
}

const NOBODY: Owner = { call: undefined, failed: false, emergency: false }

function ownerOf(conversation: Conversation): Owner {
  switch (conversation.kind) {
    case 'call': {
      const { outcome, number } = conversation
      const failed = outcome === 'failed' || outcome === 'rejected' || outcome === 'timed-out'
      return {
        call: number,
        failed,
        emergency: emergencyOf(conversation)?.test === false,
        source: sourceOf(conversation),
      }
    }
    case 'registration':
      return {
        ...NOBODY,
        source: sourceOf(conversation),
        failed: !conversation.transactions.some(({ final }) => final && final.status < 300),
      }
    case 'exchange':
      return { ...NOBODY, source: sourceOf(conversation) }
    case 'orphan-streams':
      return NOBODY
    default:
      return conversation satisfies never
  }
}

/** The host that its first request came from. */
function sourceOf({ transactions }: SignalingConversation): string | undefined {
  const request = transactions[0]?.request
  return request?.source?.address ?? (request && partiesOf(request).from?.address)
}
