import type { InsufficientReason, RuleCoverage, RuleVerdict } from '../model/finding.ts'

/** What a rule said about the subjects of one conversation. */
export interface Judged {
  readonly verdict: RuleVerdict
  readonly reason: InsufficientReason | undefined
  readonly subjects: number
}

/** Worst first: what was proven, then what could not be, then what was fine, then what did not apply. */
const WORST: readonly RuleVerdict[] = ['fired', 'insufficient-evidence', 'clear', 'not-applicable']

export const NOT_JUDGED: Judged = { verdict: 'not-applicable', reason: undefined, subjects: 0 }

/** The worse of two verdicts; subjects add up. */
export function worse(a: Judged, b: Judged): Judged {
  const first = WORST.indexOf(a.verdict) <= WORST.indexOf(b.verdict) ? a : b
  return { verdict: first.verdict, reason: first.reason, subjects: a.subjects + b.subjects }
}

/** Verdicts per rule over the whole input: a conversation's replace each other until it is over. */
export class Coverage {
  readonly #settled = new Map<string, Judged>()
  readonly #open = new Map<string, ReadonlyMap<string, Judged>>()

  set(key: string, verdicts: ReadonlyMap<string, Judged>, final: boolean): void {
    if (!final) {
      this.#open.set(key, verdicts)
      return
    }
    this.#open.delete(key)
    for (const [rule, judged] of verdicts) this.#settled.set(rule, worse(this.#settled.get(rule) ?? NOT_JUDGED, judged))
  }

  read(rules: readonly { readonly id: string }[]): readonly RuleCoverage[] {
    return rules.map(({ id }) => {
      let judged = this.#settled.get(id) ?? NOT_JUDGED
      for (const verdicts of this.#open.values()) judged = worse(judged, verdicts.get(id) ?? NOT_JUDGED)
      return { rule: id, ...judged }
    })
  }
}
