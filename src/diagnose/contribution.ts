import { ownString } from '../decode/own-string.ts'
import type { Evidence, Fix, Severity } from '../model/finding.ts'
import type { SipMessage } from '../model/message.ts'
import type { Micros } from '../model/time.ts'
import { adviceOf, productOf } from './advice.ts'
import { evidenceOf, provenAt, provenWhere } from './evidence.ts'
import type { AnyRule, Fault } from './rule.ts'
import { stepDown } from './severity.ts'
import { EVIDENCE_CAP } from './thresholds/caps.ts'

/** What one conversation gives to a finding: one rule, one fingerprint. */
export interface Contribution {
  readonly rule: AnyRule
  readonly fingerprint: string
  readonly scope: readonly string[]
  severity: Severity
  because: string | undefined
  /** Finding id of the cause, within this conversation. */
  causedBy: string | undefined
  readonly confidence: number
  /** Whose share decides, where the rule weighs by shares. */
  readonly against: string | undefined
  readonly call: number | undefined
  /** Other legs of the same call that show it. */
  also: readonly number[]
  /** The call, or registration, failed. */
  readonly failed: boolean
  readonly emergency: boolean
  /** Host whose conversation it is; undefined for the whole input. */
  readonly source: string | undefined
  /** Hosts at fault, of a rule on the whole input. */
  readonly sources: readonly string[]
  /** Where it stands in the input; the first one tells the story. */
  readonly where: number
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** Made when asked for: most contributions only count. */
  words(): Words
}

export interface Words {
  readonly title: string
  readonly detail: string
  readonly recommendation: string
  readonly fixes: readonly Fix[]
  readonly evidence: readonly Evidence[]
}

const NONE: readonly never[] = []

/** Whose contribution it is. */
export interface Owner {
  readonly call: number | undefined
  readonly also?: readonly number[]
  readonly failed: boolean
  readonly emergency: boolean
  readonly source?: string | undefined
}

/** Joins the faults of one rule and fingerprint within a conversation; the gravest speaks, the others add proof. */
export function contributionOf(
  rule: AnyRule,
  fingerprint: string,
  faults: readonly Fault<unknown>[],
  owner: Owner,
): Contribution {
  const fault =
    faults.length === 1 ? faults[0]! : faults.reduce((worst, next) => (graver(rule, next, worst) ? next : worst))
  const confidence = fault.confidence ?? 0.95
  // Where the rule chose the level itself, its doubt is in it already.
  const doubted = fault.severity === undefined && confidence < 0.6
  const base = fault.severity?.level ?? rule.severity
  let firstAt = Number.POSITIVE_INFINITY
  let lastAt = Number.NEGATIVE_INFINITY
  for (const { proof } of faults) {
    for (let index = 0; index < proof.length; index++) {
      const at = provenAt(proof[index]!)
      if (at === undefined) continue
      if (at < firstAt) firstAt = at
      if (at > lastAt) lastAt = at
    }
  }
  const timed = firstAt <= lastAt
  return {
    rule,
    fingerprint,
    scope: fault.scope,
    severity: doubted ? stepDown(base) : base,
    because: doubted ? 'One step lower: a single weak indication' : fault.severity?.because,
    causedBy: undefined,
    confidence,
    against: fault.against,
    call: owner.call,
    also: owner.also ?? joined(faults, ({ calls }) => calls),
    failed: owner.failed,
    emergency: owner.emergency,
    source: owner.source,
    sources: joined(faults, ({ sources }) => sources),
    where: firstPlace(fault),
    firstAt: timed ? firstAt : undefined,
    lastAt: timed ? lastAt : undefined,
    words: () => wordsOf(rule, fault, faults),
  }
}

function joined<T>(
  faults: readonly Fault<unknown>[],
  of: (fault: Fault<unknown>) => readonly T[] | undefined,
): readonly T[] {
  if (faults.length === 1) return of(faults[0]!) ?? NONE
  return faults.some(of) ? [...new Set(faults.flatMap((fault) => of(fault) ?? []))] : NONE
}

function firstPlace({ proof }: Fault<unknown>): number {
  let first = Number.POSITIVE_INFINITY
  for (let index = 0; index < proof.length; index++) first = Math.min(first, provenWhere(proof[index]!))
  return first
}

const RANK: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 }

const graver = (rule: AnyRule, a: Fault<unknown>, b: Fault<unknown>): boolean =>
  RANK[a.severity?.level ?? rule.severity] < RANK[b.severity?.level ?? rule.severity]

function wordsOf(rule: AnyRule, fault: Fault<unknown>, faults: readonly Fault<unknown>[]): Words {
  const proofs = [fault, ...faults.filter((other) => other !== fault)].flatMap(({ proof }) => proof)
  const mends: SipMessage | undefined = fault.mends
  const sentence = rule.advise?.(fault.values) ?? rule.recommendation
  return {
    title: fault.title ?? rule.title,
    detail: rule.detail(fault.values),
    ...adviceOf(
      sentence,
      fault.recipe === null ? undefined : (fault.recipe ?? rule.recipe),
      mends && productOf(mends),
      rule.verify,
    ),
    evidence: distinct(proofs.slice(0, EVIDENCE_CAP).map(evidenceOf)),
  }
}

/** Each line once. */
export function distinct(all: readonly Evidence[]): readonly Evidence[] {
  const seen = new Set<string>()
  return all.filter(({ kind, message, excerpt, line }) => {
    const key = `${kind}|${message}|${line}|${excerpt}`
    return seen.size < seen.add(key).size
  })
}

/** The gravest first, then the first in the input: which example of a finding tells its story, however it was cut. */
export const compareContributions = (a: Contribution, b: Contribution): number =>
  RANK[a.severity] - RANK[b.severity] || a.where - b.where || (a.call ?? 0) - (b.call ?? 0)

/** A copy whose words are made now, and not again. */
export function worded(contribution: Contribution): Contribution {
  const words = contribution.words()
  return { ...contribution, words: () => words }
}

/** A copy that holds on to no conversation: for what is kept when a conversation is forgotten. */
export function detached(contribution: Contribution): Contribution {
  // A substring keeps the whole message it was cut from alive; going through JSON makes strings of their own.
  const words: Words = JSON.parse(JSON.stringify(contribution.words()))
  return { ...contribution, scope: contribution.scope.map(ownString), words: () => words }
}
