import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { Complain } from '../model/flaw.ts'
import type { LogEvent } from '../model/packet.ts'
import { relate } from './causes.ts'
import { type Contribution, contributionOf, type Owner } from './contribution.ts'
import { type Judged, NOT_JUDGED, worse } from './coverage.ts'
import { createFingerprints } from './fingerprint.ts'
import type { AnyRule, Fault, RuleContext, SubjectKind, Subjects, Verdict } from './rule.ts'
import { subjectsOf } from './subjects.ts'

/** What the rules say about one conversation. */
export interface Judgement {
  readonly contributions: readonly Contribution[]
  readonly verdicts: ReadonlyMap<string, Judged>
}

export interface Judge {
  conversation(conversation: Conversation, context: RuleContext): Judgement
  log(event: LogEvent, context: RuleContext): Judgement
  capture(capture: CaptureFacts, context: RuleContext): Judgement
}

/** Runs rules over subjects. A rule that throws loses what it had to say about that conversation, and nothing else. */
export function createJudge(rules: readonly AnyRule[], complain: Complain): Judge {
  const fingerprintOf = createFingerprints()
  const byKind = Map.groupBy(rules, ({ examines }) => examines)
  const conversationRules = rules.filter(({ examines }) => examines !== 'log' && examines !== 'capture')

  const judge = (
    chosen: readonly AnyRule[],
    owner: Owner,
    context: RuleContext,
    subjects: (kind: SubjectKind) => Iterable<Subjects[SubjectKind]>,
  ): Judgement => {
    const all: Contribution[] = []
    const verdicts = new Map<string, Judged>()
    for (const rule of chosen) {
      try {
        const { faults, judged } = run(rule, subjects(rule.examines), context)
        if (judged.subjects === 0) continue
        verdicts.set(rule.id, judged)
        const same = Map.groupBy(faults, (fault) => fingerprintOf(rule.id, fault.scope))
        for (const [fingerprint, group] of same) all.push(contributionOf(rule, fingerprint, group, owner))
      } catch (error) {
        complain('rule-failed', `${rule.id}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 200))
      }
    }
    const contributions = all.length > 1 ? relate(all) : all
    if (contributions.length < all.length) clearDropped(all, contributions, verdicts)
    return { contributions, verdicts }
  }

  return {
    conversation: (conversation, context) =>
      judge(conversationRules, ownerOf(conversation), context, (kind) => subjectsOf(kind, conversation)),
    log: (event, context) => judge(byKind.get('log') ?? [], NOBODY, context, () => [{ event }]),
    capture: (capture, context) => judge(byKind.get('capture') ?? [], NOBODY, context, () => [{ capture }]),
  }
}

/** A finding another one tells better is not there: its rule counts as having said nothing. */
function clearDropped(
  all: readonly Contribution[],
  stayed: readonly Contribution[],
  verdicts: Map<string, Judged>,
): void {
  const left = new Set(stayed.map(({ rule }) => rule.id))
  for (const { rule } of all) {
    const judged = verdicts.get(rule.id)
    if (!left.has(rule.id) && judged) verdicts.set(rule.id, { ...judged, verdict: 'clear', reason: undefined })
  }
}

/** The kinds are matched by `examines`: `subjects` are of the kind this rule examines. */
function run(rule: AnyRule, subjects: Iterable<Subjects[SubjectKind]>, context: RuleContext) {
  const faults: Fault<unknown>[] = []
  let judged = NOT_JUDGED
  for (const subject of subjects) {
    const applies = rule.applies as ((subject: unknown, context: RuleContext) => boolean) | undefined
    if (applies && !applies.call(rule, subject, context)) {
      judged = worse(judged, { verdict: 'not-applicable', reason: undefined, subjects: 1 })
      continue
    }
    const check = rule.check as (subject: unknown, context: RuleContext) => Iterable<Verdict<unknown>>
    judged = worse(judged, collect(check.call(rule, subject, context), faults))
  }
  return { faults, judged }
}

function collect(verdicts: Iterable<Verdict<unknown>>, faults: Fault<unknown>[]): Judged {
  let judged: Judged = { verdict: 'clear', reason: undefined, subjects: 1 }
  for (const verdict of verdicts) {
    if ('insufficient' in verdict) {
      if (judged.verdict === 'clear')
        judged = { verdict: 'insufficient-evidence', reason: verdict.insufficient, subjects: 1 }
    } else {
      faults.push(verdict)
      judged = { verdict: 'fired', reason: undefined, subjects: 1 }
    }
  }
  return judged
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
