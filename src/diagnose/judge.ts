import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { InsufficientReason, RuleVerdict } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import type { LogEvent } from '../model/packet.ts'
import { relate } from './causes.ts'
import { type Contribution, contributionOf, type Owner } from './contribution.ts'
import { isWorse, type Judged, judgedAs, type Verdicts } from './coverage.ts'
import { createFingerprints } from './fingerprint.ts'
import type { AnyRule, Fault, RuleContext, SubjectKind, Subjects, Verdict } from './rule.ts'
import { countOf, createSubjects, subjectKindsOf } from './subjects.ts'
import { readerOf, type Traits, traitsOf } from './traits.ts'

/** What the rules say about one conversation. */
export interface Judgement {
  readonly contributions: readonly Contribution[]
  readonly verdicts: Verdicts
}

export interface Judge {
  conversation(conversation: Conversation, context: RuleContext): Judgement
  log(event: LogEvent, context: RuleContext): Judgement
  capture(capture: CaptureFacts, context: RuleContext): Judgement
}

/** A rule with its place in the list, in the shape the inner loop calls it: the kinds are matched by `examines`. */
interface Seat {
  readonly rule: AnyRule
  readonly index: number
  readonly examines: SubjectKind
  /** The verdict that the traits of a conversation alone decide. */
  readonly glance: (traits: Traits) => 'clear' | 'not-applicable' | undefined
  readonly applies: ((subject: unknown, context: RuleContext) => boolean) | undefined
  readonly check: (subject: unknown, context: RuleContext) => Iterable<Verdict<unknown>>
}

function seatOf(rule: AnyRule, index: number): Seat {
  const { applies, check } = rule as Pick<Seat, 'applies' | 'check'>
  return {
    ...{ rule, index, examines: rule.examines, glance: glanceOf(rule) },
    ...{ applies: applies?.bind(rule), check: check.bind(rule) },
  }
}

function glanceOf(rule: AnyRule): Seat['glance'] {
  const isAbout = rule.about && readerOf(rule.about)
  const isMarked = rule.marks && readerOf(rule.marks)
  return (traits) => {
    if (isAbout && !isAbout(traits)) return 'not-applicable'
    if (isMarked && !isMarked(traits)) return 'clear'
    return rule.glance?.(traits)
  }
}

/** Runs rules over subjects. A rule that throws loses what it had to say about that conversation, and nothing else. */
export function createJudge(rules: readonly AnyRule[], complain: Complain): Judge {
  const fingerprintOf = createFingerprints()
  const seats = rules.map(seatOf)
  const seatsFor = (kinds: readonly SubjectKind[]) => seats.filter(({ examines }) => kinds.includes(examines))
  const ofConversation: Readonly<Record<Conversation['kind'], readonly Seat[]>> = {
    call: seatsFor(subjectKindsOf('call')),
    registration: seatsFor(subjectKindsOf('registration')),
    exchange: seatsFor(subjectKindsOf('exchange')),
    'orphan-streams': seatsFor(subjectKindsOf('orphan-streams')),
  }
  const ofLog = seatsFor(['log'])
  const ofCapture = seatsFor(['capture'])

  const judge = (
    chosen: readonly Seat[],
    owner: Owner,
    context: RuleContext,
    subjectsOf: (kind: SubjectKind) => readonly Subjects[SubjectKind][],
    traits?: Traits,
  ): Judgement => {
    const all: Contribution[] = []
    const verdicts = new Array<Judged | undefined>(seats.length).fill(undefined)
    for (const seat of chosen) {
      const seen = traits && seat.glance(traits)
      if (traits && seen) {
        const count = countOf(seat.examines, traits.conversation)
        if (count > 0) verdicts[seat.index] = judgedAs(seen, undefined, count)
        continue
      }
      const subjects = subjectsOf(seat.examines)
      if (subjects.length === 0) continue
      try {
        const faults: Fault<unknown>[] = []
        verdicts[seat.index] = run(seat, subjects, context, faults)
        if (faults.length > 0) contribute(all, seat.rule, faults, owner)
      } catch (error) {
        verdicts[seat.index] = undefined
        const why = error instanceof Error ? error.message : String(error)
        complain('rule-failed', `${seat.rule.id}: ${why}`.slice(0, 200))
      }
    }
    const contributions = all.length > 1 ? relate(all) : all
    if (contributions.length < all.length) clearDropped(all, contributions, verdicts)
    return { contributions, verdicts }
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
    log: (event, context) => judge(ofLog, NOBODY, context, () => [{ event }]),
    capture: (capture, context) => judge(ofCapture, NOBODY, context, () => [{ capture }]),
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

const NOBODY: Owner = { call: undefined, failed: false, emergency: false }

/** Emergency numbers of the larger numbering plans, and the service URN of RFC 5031. */
const EMERGENCY = /^urn:service:sos|^(?:sips?|tel):(?:112|911|999|000|110|119)(?:[@;]|$)/i

function ownerOf(conversation: Conversation): Owner {
  switch (conversation.kind) {
    case 'call': {
      const { outcome, invite, number } = conversation
      const failed = outcome === 'failed' || outcome === 'rejected' || outcome === 'timed-out'
      return { call: number, failed, emergency: EMERGENCY.test(invite?.requestUri ?? '') }
    }
    case 'registration':
      return { ...NOBODY, failed: !conversation.transactions.some(({ final }) => final && final.status < 300) }
    case 'exchange':
    case 'orphan-streams':
      return NOBODY
    default:
      return conversation satisfies never
  }
}
