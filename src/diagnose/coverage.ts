import type { InsufficientReason, RuleCoverage, RuleVerdict } from '../model/finding.ts'

/** What a rule said about the subjects of one conversation. */
export interface Judged {
  readonly verdict: RuleVerdict
  readonly reason: InsufficientReason | undefined
  readonly subjects: number
}

/** Subjects up to which the usual verdicts are one object each: every rule says one on every conversation. */
const USUAL_SUBJECTS = 16
const usualOf = (verdict: RuleVerdict): readonly Judged[] =>
  Array.from({ length: USUAL_SUBJECTS + 1 }, (_, subjects) => ({ verdict, reason: undefined, subjects }))
const CLEAR = usualOf('clear')
const NOT_APPLICABLE = usualOf('not-applicable')

export function judgedAs(verdict: RuleVerdict, reason: InsufficientReason | undefined, subjects: number): Judged {
  if (subjects <= USUAL_SUBJECTS && verdict === 'clear') return CLEAR[subjects]!
  if (subjects <= USUAL_SUBJECTS && verdict === 'not-applicable') return NOT_APPLICABLE[subjects]!
  return { verdict, reason, subjects }
}

/** By the rule's place in the list; undefined where the conversation holds nothing it examines. */
export type Verdicts = readonly (Judged | undefined)[]

/** Worst first: what was proven, then what could not be, then what was fine, then what did not apply. */
const ORDER: Readonly<Record<RuleVerdict, number>> = {
  fired: 0,
  'insufficient-evidence': 1,
  clear: 2,
  'not-applicable': 3,
}

/** True when `a` counts before `b`. */
export const isWorse = (a: RuleVerdict, b: RuleVerdict): boolean => ORDER[a] < ORDER[b]

interface Sum {
  verdict: RuleVerdict
  reason: InsufficientReason | undefined
  subjects: number
}

/** Verdicts per rule over the whole input: a conversation's replace each other until it is over. */
export class Coverage {
  readonly #rules: readonly { readonly id: string }[]
  readonly #settled: readonly Sum[]
  readonly #open = new Map<string, Verdicts>()

  constructor(rules: readonly { readonly id: string }[]) {
    this.#rules = rules
    this.#settled = rules.map(() => ({ verdict: 'not-applicable', reason: undefined, subjects: 0 }))
  }

  set(key: string, verdicts: Verdicts, final: boolean): void {
    if (!final) {
      this.#open.set(key, verdicts)
      return
    }
    if (this.#open.size > 0) this.#open.delete(key)
    addAll(this.#settled, verdicts)
  }

  read(): readonly RuleCoverage[] {
    const sums = this.#settled.map((sum) => ({ ...sum }))
    for (const verdicts of this.#open.values()) addAll(sums, verdicts)
    return this.#rules.map(({ id }, index) => ({ rule: id, ...sums[index]! }))
  }
}

/** The worse verdict stays, the first of equals; subjects add up. */
function addAll(sums: readonly Sum[], verdicts: Verdicts): void {
  for (let i = 0; i < sums.length; i++) {
    const judged = verdicts[i]
    if (!judged) continue
    const sum = sums[i]!
    sum.subjects += judged.subjects
    if (!isWorse(judged.verdict, sum.verdict)) continue
    sum.verdict = judged.verdict
    sum.reason = judged.reason
  }
}
