import type { InsufficientReason, RuleCoverage, RuleVerdict } from '../model/finding.ts'
import type { Plan } from './plans.ts'
import type { SubjectKind } from './rule.ts'

/** Verdicts by number, worst first: what was proven, then what could not be, then what was fine, then what did not apply. */
const VERDICTS: readonly RuleVerdict[] = ['fired', 'insufficient-evidence', 'clear', 'not-applicable']
export const FIRED = 0
const INSUFFICIENT = 1
export const CLEAR = 2
export const NOT_APPLICABLE = 3
/** There was nothing to examine, or the rule failed. */
export const UNSAID = 4

const REASONS = Object.keys({
  'no-rtp-in-capture': 0,
  'no-timestamps': 0,
  'one-direction-only': 0,
  'starts-mid-dialog': 0,
  'ends-mid-dialog': 0,
  encrypted: 0,
  'truncated-snaplen': 0,
  'capture-drops': 0,
  'sdp-absent': 0,
  'single-leg': 0,
  'message-cut': 0,
} satisfies Record<InsufficientReason, 0>) as InsufficientReason[]
const FIRST_REASON = UNSAID + 1

/** The number for insufficient evidence with that reason. */
export const unprovenFor = (reason: InsufficientReason): number => FIRST_REASON + REASONS.indexOf(reason)

/** How many subjects of each kind there are. */
export type SubjectCounts = Readonly<Record<SubjectKind, number>>

/** What the rules said about the subjects of one conversation. */
export interface Verdicts {
  readonly plan: Plan
  readonly counts: SubjectCounts
  /** Of each rule of the plan that looked, by number. The same array is the same verdicts. */
  readonly said: Uint8Array
  /** Places in the plan of rules that failed: their subjects do not count. */
  readonly failed: readonly number[] | undefined
}

/** Verdicts per rule over the whole input: a conversation's replace each other until it is over. */
export class Coverage {
  readonly #rules: readonly { readonly id: string; readonly examines: SubjectKind }[]
  readonly #settled: Sums
  readonly #open = new Map<string, Verdicts>()

  constructor(rules: readonly { readonly id: string; readonly examines: SubjectKind }[]) {
    this.#rules = rules
    this.#settled = new Sums(rules.length)
  }

  set(key: string, verdicts: Verdicts, final: boolean): void {
    if (!final) {
      this.#open.set(key, verdicts)
      return
    }
    if (this.#open.size > 0) this.#open.delete(key)
    this.#settled.add(verdicts)
  }

  read(): readonly RuleCoverage[] {
    if (this.#open.size === 0) return this.#settled.read(this.#rules)
    const sums = this.#settled.copy()
    for (const verdicts of this.#open.values()) sums.add(verdicts)
    return sums.read(this.#rules)
  }
}

/**
 * The worst verdict of each rule, with the reason of the first. Subjects are counted by plan, as every rule of one plan meets
 * the same: nearly all rules have nothing to say on nearly all calls, and should cost nothing there.
 */
class Sums {
  readonly #worst: Uint8Array
  readonly #reasons = new Map<number, InsufficientReason>()
  readonly #totals = new Map<Plan, Record<SubjectKind, number>>()
  /** What was added last, plan by plan: adding the same again makes nothing worse. */
  readonly #last = new Map<Plan, Uint8Array>()
  /** Subjects of rules that failed. */
  readonly #lost: Float64Array

  constructor(rules: number) {
    this.#worst = new Uint8Array(rules).fill(UNSAID)
    this.#lost = new Float64Array(rules)
  }

  copy(): Sums {
    const copy = new Sums(this.#worst.length)
    copy.#worst.set(this.#worst)
    copy.#lost.set(this.#lost)
    for (const [index, reason] of this.#reasons) copy.#reasons.set(index, reason)
    for (const [plan, totals] of this.#totals) copy.#totals.set(plan, { ...totals })
    return copy
  }

  add({ plan, counts, said, failed }: Verdicts): void {
    const { looking } = plan
    if (this.#last.get(plan) !== said) {
      this.#last.set(plan, said)
      for (let place = 0; place < said.length; place++) this.#note(looking[place]!.index, said[place]!)
    }
    const totals = this.#totals.get(plan)
    if (totals) for (const kind of KINDS) totals[kind] += counts[kind]
    else this.#totals.set(plan, { ...counts })
    for (const place of failed ?? []) {
      const { index, examines } = looking[place]!
      this.#lost[index]! += counts[examines]
    }
  }

  #note(index: number, said: number): void {
    const verdict = said >= FIRST_REASON ? INSUFFICIENT : said
    if (verdict >= this.#worst[index]!) return
    this.#worst[index] = verdict
    const reason = REASONS[said - FIRST_REASON]
    if (reason === undefined) this.#reasons.delete(index)
    else this.#reasons.set(index, reason)
  }

  read(rules: readonly { readonly id: string; readonly examines: SubjectKind }[]): readonly RuleCoverage[] {
    const worst = this.#worst.slice()
    const subjects = new Array<number>(rules.length)
    for (let index = 0; index < subjects.length; index++) subjects[index] = 0 - this.#lost[index]!
    for (const [{ looking, clear }, totals] of this.#totals) {
      for (const { index, examines } of looking) subjects[index]! += totals[examines]
      for (const { index, examines } of clear) {
        subjects[index]! += totals[examines]
        if (totals[examines] > 0) worst[index] = Math.min(worst[index]!, CLEAR)
      }
    }
    return rules.map(({ id }, index) => ({
      rule: id,
      verdict: VERDICTS[worst[index]!] ?? 'not-applicable',
      reason: this.#reasons.get(index),
      subjects: subjects[index]!,
    }))
  }
}

const NO_SUBJECTS: SubjectCounts = {
  ...{ message: 0, conversation: 0, transaction: 0, call: 0, registration: 0, exchange: 0, offerAnswer: 0 },
  ...{ description: 0, stream: 0, joinedCall: 0, log: 0, tls: 0, capture: 0 },
}
const KINDS = Object.keys(NO_SUBJECTS) as SubjectKind[]

/** Counts of these kinds, none of the others. */
export const countsOf = (some: Partial<SubjectCounts>): SubjectCounts => ({ ...NO_SUBJECTS, ...some })
