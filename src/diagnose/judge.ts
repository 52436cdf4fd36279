import { partiesOf } from '../correlate/parties.ts'
import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { InsufficientReason, RuleVerdict } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import type { JoinedLegs } from '../model/joined-call.ts'
import type { LogEvent } from '../model/packet.ts'
import { relate } from './causes.ts'
import { type Contribution, contributionOf, type Owner } from './contribution.ts'
import { isWorse, type Judged, judgedAs, type Verdicts } from './coverage.ts'
import { emergencyOf } from './facts/emergency.ts'
import { createFingerprints } from './fingerprint.ts'
import type { AnyRule, Fault, RuleContext, SignalingConversation, SubjectKind, Subjects, Verdict } from './rule.ts'
import { countOf, createSubjects, subjectKindsOf } from './subjects.ts'
import type { Tally } from './tally.ts'
import { type Marks, readerOf, type Traits, traitsOf } from './traits.ts'

/** What the rules say about one conversation. */
export interface Judgement {
  readonly contributions: readonly Contribution[]
  readonly verdicts: Verdicts
}

export interface Judge {
  conversation(conversation: Conversation, context: RuleContext): Judgement
  joined(legs: JoinedLegs, context: RuleContext): Judgement
  log(event: LogEvent, context: RuleContext): Judgement
  capture(capture: CaptureFacts, tally: Tally, context: RuleContext): Judgement
}

/** A rule with its place in the list, in the shape the inner loop calls it: the kinds are matched by `examines`. */
interface Seat {
  readonly rule: AnyRule
  readonly index: number
  readonly examines: SubjectKind
  /** Of `about` and `marks` among the questions; -1 without them. */
  readonly about: number
  readonly marks: number
  readonly glance: AnyRule['glance']
  readonly applies: ((subject: unknown, context: RuleContext) => boolean) | undefined
  readonly check: (subject: unknown, context: RuleContext) => Iterable<Verdict<unknown>>
}

function seatOf(rule: AnyRule, index: number, questions: Questions): Seat {
  const { applies, check } = rule as Pick<Seat, 'applies' | 'check'>
  return {
    ...{ rule, index, examines: rule.examines, glance: rule.glance?.bind(rule) },
    ...{ about: questions.indexOf(rule.about), marks: questions.indexOf(rule.marks) },
    ...{ applies: applies?.bind(rule), check: check.bind(rule) },
  }
}

/** Rules that are about the same conversations: passed over together. */
interface SeatGroup {
  readonly about: number
  readonly seats: readonly Seat[]
}

const grouped = (seats: readonly Seat[]): readonly SeatGroup[] =>
  [...Map.groupBy(seats, ({ about }) => about)].map(([about, own]) => ({ about, seats: own }))

/** What rules ask of the traits of a conversation; many ask the same, and it is answered once. */
interface Questions {
  indexOf(marks: Marks | undefined): number
  /** Forgets the answers. */
  begin(): void
  ask(index: number, traits: Traits): boolean
}

function createQuestions(): Questions {
  const indexes = new Map<string, number>()
  const readers: ((traits: Traits) => boolean)[] = []
  let answers = new Int8Array(0)
  return {
    indexOf(marks) {
      if (!marks) return -1
      const key = JSON.stringify(marks)
      const known = indexes.get(key)
      if (known !== undefined) return known
      indexes.set(key, readers.length)
      return readers.push(readerOf(marks)) - 1
    },
    begin() {
      if (answers.length === readers.length) answers.fill(0)
      else answers = new Int8Array(readers.length)
    },
    ask(index, traits) {
      if (answers[index] === 0) answers[index] = readers[index]!(traits) ? 1 : -1
      return answers[index] === 1
    },
  }
}

/** Runs rules over subjects. A rule that throws loses what it had to say about that conversation, and nothing else. */
export function createJudge(rules: readonly AnyRule[], complain: Complain): Judge {
  const fingerprintOf = createFingerprints()
  const questions = createQuestions()
  const seats = rules.map((rule, index) => seatOf(rule, index, questions))
  const seatsFor = (kinds: readonly SubjectKind[]) => grouped(seats.filter(({ examines }) => kinds.includes(examines)))
  const places = new Map(seats.map(({ rule, index }) => [rule, index]))
  /** Filled by one rule at a time. */
  const found: Fault<unknown>[] = []
  const ofConversation: Readonly<Record<Conversation['kind'], readonly SeatGroup[]>> = {
    call: seatsFor(subjectKindsOf('call')),
    registration: seatsFor(subjectKindsOf('registration')),
    exchange: seatsFor(subjectKindsOf('exchange')),
    'orphan-streams': seatsFor(subjectKindsOf('orphan-streams')),
  }
  const ofJoined = seatsFor(['joinedCall'])
  const ofLog = seatsFor(['log', 'tls'])
  const ofCapture = seatsFor(['capture', 'tls'])

  const judge = (
    chosen: readonly SeatGroup[],
    owner: Owner,
    context: RuleContext,
    subjectsOf: (kind: SubjectKind) => readonly Subjects[SubjectKind][],
    traits?: Traits,
  ): Judgement => {
    const all: Contribution[] = []
    const verdicts = new Array<Judged | undefined>(seats.length).fill(undefined)
    if (traits) questions.begin()
    for (const group of chosen) {
      if (traits && group.about >= 0 && !questions.ask(group.about, traits)) continue
      for (const seat of group.seats) {
        const seen = traits && glance(seat, traits)
        if (traits && seen) {
          const count = countOf(seat.examines, traits.conversation)
          if (count > 0) verdicts[seat.index] = judgedAs(seen, undefined, count)
          continue
        }
        const subjects = subjectsOf(seat.examines)
        if (subjects.length === 0) continue
        try {
          verdicts[seat.index] = run(seat, subjects, context, found)
          if (found.length > 0) contribute(all, seat.rule, found.splice(0), owner)
        } catch (error) {
          found.length = 0
          verdicts[seat.index] = undefined
          const why = error instanceof Error ? error.message : String(error)
          complain('rule-failed', `${seat.rule.id}: ${why}`.slice(0, 200))
        }
      }
    }
    // In the order of the catalogue, whatever the groups: which cause is met first must not depend on them.
    if (all.length > 1) all.sort((a, b) => places.get(a.rule)! - places.get(b.rule)!)
    const contributions = all.length > 1 ? relate(all) : all
    if (contributions.length < all.length) clearDropped(all, contributions, verdicts)
    return { contributions, verdicts }
  }

  /** The verdict that the traits of a conversation alone decide. */
  const glance = ({ marks, glance: own }: Seat, traits: Traits): 'clear' | 'not-applicable' | undefined => {
    if (marks >= 0 && !questions.ask(marks, traits)) return 'clear'
    return own?.(traits)
  }

  const contribute = (all: Contribution[], rule: AnyRule, faults: readonly Fault<unknown>[], owner: Owner): void => {
    if (faults.length === 1) {
      all.push(contributionOf(rule, fingerprintOf(rule.id, faults[0]!.scope), faults, owner))
      return
    }
    const same = Map.groupBy(faults, (fault) => fingerprintOf(rule.id, fault.scope))
    for (const [fingerprint, group] of same) all.push(contributionOf(rule, fingerprint, group, owner))
  }

  /** A finding another one tells better is not there: its rule counts as having said nothing. */
  const clearDropped = (
    all: readonly Contribution[],
    stayed: readonly Contribution[],
    verdicts: (Judged | undefined)[],
  ): void => {
    const left = new Set(stayed.map(({ rule }) => rule.id))
    for (const { rule, index } of seats) {
      const judged = verdicts[index]
      if (judged && !left.has(rule.id) && all.some((one) => one.rule === rule))
        verdicts[index] = { ...judged, verdict: 'clear', reason: undefined }
    }
  }

  return {
    conversation: (conversation, context) =>
      judge(
        ofConversation[conversation.kind],
        ownerOf(conversation),
        context,
        createSubjects(conversation),
        conversation.kind === 'orphan-streams' ? undefined : traitsOf(conversation),
      ),
    joined: ({ joined, calls }, context) =>
      judge(ofJoined, joinedOwner(joined, calls), context, () => [{ joined, legs: calls }]),
    log: (event, context) => judge(ofLog, NOBODY, context, () => [{ event }]),
    capture: (capture, tally, context) =>
      judge(ofCapture, NOBODY, context, (kind) =>
        kind === 'tls' ? capture.tls.map((handshake) => ({ handshake })) : [{ capture, tally }],
      ),
  }
}

/** Adds what the rule finds to `faults`, and says what came of all subjects together. */
function run(
  { applies, check }: Seat,
  subjects: readonly Subjects[SubjectKind][],
  context: RuleContext,
  faults: Fault<unknown>[],
): Judged {
  let verdict: RuleVerdict = 'not-applicable'
  let reason: InsufficientReason | undefined
  for (const subject of subjects) {
    if (applies && !applies(subject, context)) continue
    const before = faults.length
    const unproven = collect(check(subject, context), faults)
    const said = faults.length > before ? 'fired' : unproven ? 'insufficient-evidence' : 'clear'
    if (!isWorse(said, verdict)) continue
    verdict = said
    reason = said === 'insufficient-evidence' ? unproven : undefined
  }
  return judgedAs(verdict, reason, subjects.length)
}

/** The first reason why something could not be judged. */
function collect(verdicts: Iterable<Verdict<unknown>>, faults: Fault<unknown>[]): InsufficientReason | undefined {
  let unproven: InsufficientReason | undefined
  for (const verdict of verdicts) {
    if ('insufficient' in verdict) unproven ??= verdict.insufficient
    else faults.push(verdict)
  }
  return unproven
}

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
