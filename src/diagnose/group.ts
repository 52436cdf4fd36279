import type { Finding, Severity } from '../model/finding.ts'
import type { Micros } from '../model/time.ts'
import { type Contribution, compareContributions, detached, distinct } from './contribution.ts'
import { findingId } from './fingerprint.ts'
import type { AnyRule, Unproven } from './rule.ts'
import { weighed } from './severity.ts'
import type { Tally } from './tally.ts'
import { CALLS_NAMED, EVIDENCE_CAP, EXAMPLES_KEPT } from './thresholds.ts'

/**
 * One finding in the making: what each conversation gives to one rule and fingerprint. Conversations still open give
 * their whole contribution; those that are over are folded into counts and a few examples, so memory stays flat.
 */
export class Group {
  readonly rule: AnyRule
  readonly fingerprint: string
  readonly #open = new Map<string, Contribution>()
  /** The gravest of those open; undefined where it must be looked for. */
  #gravest: Contribution | undefined
  #openFailed = 0
  #examples: Contribution[] = []
  #folded = 0
  #failed = 0
  #calls: number[] = []
  #firstAt: Micros | undefined
  #lastAt: Micros | undefined
  /** As it was last told to the world. */
  told: Finding | undefined

  constructor(rule: AnyRule, fingerprint: string) {
    this.rule = rule
    this.fingerprint = fingerprint
  }

  get count(): number {
    return this.#folded + this.#open.size
  }

  /** What the conversation gave before must have been dropped. */
  put(key: string, contribution: Contribution, final: boolean): void {
    if (final) {
      this.#fold(contribution)
      return
    }
    const first = this.#open.size === 0
    this.#open.set(key, contribution)
    if (contribution.failed) this.#openFailed++
    if (first || (this.#gravest && compareContributions(contribution, this.#gravest) < 0)) this.#gravest = contribution
  }

  drop(key: string): void {
    const before = this.#open.get(key)
    if (!before) return
    this.#open.delete(key)
    if (before.failed) this.#openFailed--
    if (before === this.#gravest) this.#gravest = undefined
  }

  #fold(contribution: Contribution): void {
    const last = this.#examples.at(-1)
    const isExample = this.#examples.length < EXAMPLES_KEPT || !last || compareContributions(contribution, last) < 0
    // First of all, since a rule whose words fail must not be counted.
    const kept = isExample ? detached(contribution) : undefined
    if (kept) this.#examples = [...this.#examples, kept].sort(compareContributions).slice(0, EXAMPLES_KEPT)
    this.#folded++
    if (contribution.failed) this.#failed++
    this.#name(contribution.call)
    this.#firstAt = earlier(this.#firstAt, contribution.firstAt)
    this.#lastAt = later(this.#lastAt, contribution.lastAt)
  }

  /** Calls come nearly in order, so most of the many beyond the hundredth are passed over at once. */
  #name(call: number | undefined): void {
    if (call === undefined) return
    const last = this.#calls.at(-1)
    if (last !== undefined && call <= last) this.#calls = firstNumbers([...this.#calls, call])
    else if (this.#calls.length < CALLS_NAMED) this.#calls.push(call)
  }

  /** The gravest and first example, which tells the story. */
  #best(): Contribution | undefined {
    if (!this.#gravest)
      for (const one of this.#open.values())
        if (!this.#gravest || compareContributions(one, this.#gravest) < 0) this.#gravest = one
    const [example] = this.#examples
    if (!this.#gravest || !example) return this.#gravest ?? example
    return compareContributions(this.#gravest, example) < 0 ? this.#gravest : example
  }

  /** What the input proves by now: a level with its reason, or why it cannot be judged; undefined when nothing is left. */
  weigh(tally: Tally): { level: Severity; because: string | undefined; best: Contribution } | Unproven | undefined {
    const best = this.#best()
    if (!best) return undefined
    const { rule, count } = this
    const failed = this.#failed + this.#openFailed
    const level = weighed({ ...best, rule, conversations: count, failed, tally })
    return 'insufficient' in level ? level : { ...level, best }
  }

  /** The finding as it stands. Throws when the rule's words do. */
  finding(tally: Tally): Finding | undefined {
    const weight = this.weigh(tally)
    if (!weight || 'insufficient' in weight) return undefined
    const { best, level, because } = weight
    const { evidence, detail, ...words } = best.words()
    const open = [...this.#open.values()]
    const examples = [...this.#examples, ...open].filter((one) => one !== best).sort(compareContributions)
    const others = examples.slice(0, EXAMPLES_KEPT - 1).flatMap((one) => one.words().evidence.slice(0, 1))
    return {
      id: findingId(this.fingerprint),
      rule: this.rule.id,
      source: 'rule',
      severity: level,
      severityReason: because,
      category: this.rule.category,
      ...words,
      detail: this.count > 1 ? `${detail} Seen ${this.count} times; this is the first.` : detail,
      confidence: best.confidence,
      evidence: distinct([...evidence, ...others]).slice(0, EVIDENCE_CAP),
      count: this.count,
      calls: firstNumbers([...this.#calls, ...open.flatMap(({ call }) => (call === undefined ? [] : [call]))]),
      firstSeen: open.reduce((first, one) => earlier(first, one.firstAt), this.#firstAt),
      lastSeen: open.reduce((last, one) => later(last, one.lastAt), this.#lastAt),
      causedBy: best.causedBy,
      references: this.rule.sources,
      fingerprint: this.fingerprint,
    }
  }
}

/** Ascending, each once, the first hundred. */
const firstNumbers = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)].sort((a, b) => a - b).slice(0, CALLS_NAMED)

const earlier = (a: Micros | undefined, b: Micros | undefined): Micros | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)

const later = (a: Micros | undefined, b: Micros | undefined): Micros | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b)
