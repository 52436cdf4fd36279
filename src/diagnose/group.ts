import { type Finding, type Severity, severityOrder } from '../model/finding.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { type Contribution, compareContributions, detached, distinct, worded } from './contribution.ts'
import { findingId } from './fingerprint.ts'
import type { AnyRule, Frequency, Unproven } from './rule.ts'
import { isAtLeast, stepDown, weighed } from './severity.ts'
import type { Tally } from './tally.ts'
import { CALLS_NAMED, EVIDENCE_CAP, EXAMPLES_KEPT, HOSTS_CAP } from './thresholds/caps.ts'

/** A cause is believed from here on. */
const SURE = 0.7
/** A connection that fails and the request that fails with it are no further apart: timer B and the tries before it. */
const NEAR_US = 60 * MICROS_PER_SECOND

/** Why a finding is no fault: the finding that tells so, by its id. */
export interface Excuse {
  readonly by: string
  readonly because: string
}

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
  #openInCalls = 0
  #examples: Contribution[] = []
  #folded = 0
  #failed = 0
  #inCalls = 0
  #calls: number[] = []
  /** How often each host or user was at it, of those folded. */
  readonly #against = new Map<string, number>()
  /** How often each host's conversations showed it, of those folded; what came of none is counted as ''. */
  readonly #sources = new Map<string, number>()
  #excuse: Excuse | undefined
  #cause: Excuse | undefined
  /** What it caused elsewhere is as grave as this. */
  #raised: (Excuse & { readonly level: Severity }) | undefined
  /** Hosts it is about, of a rule on the whole input or on connections. */
  readonly #hosts = new Set<string>()
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

  /** What the conversation gave before must have been dropped. `ended`: no input follows that memory is needed for. */
  put(key: string, contribution: Contribution, final: boolean, ended = false): void {
    if (final) {
      this.#fold(contribution, ended)
      return
    }
    const first = this.#open.size === 0
    this.#open.set(key, contribution)
    if (contribution.failed) this.#openFailed++
    if (contribution.call !== undefined) this.#openInCalls++
    if (first || (this.#gravest && compareContributions(contribution, this.#gravest) < 0)) this.#gravest = contribution
  }

  drop(key: string): void {
    const before = this.#open.get(key)
    if (!before) return
    this.#open.delete(key)
    if (before.failed) this.#openFailed--
    if (before.call !== undefined) this.#openInCalls--
    if (before === this.#gravest) this.#gravest = undefined
  }

  #fold(contribution: Contribution, ended: boolean): void {
    const last = this.#examples.at(-1)
    const isExample = this.#examples.length < EXAMPLES_KEPT || !last || compareContributions(contribution, last) < 0
    // First of all, since a rule whose words fail must not be counted.
    const kept = isExample ? (ended ? worded : detached)(contribution) : undefined
    if (kept) this.#examples = [...this.#examples, kept].sort(compareContributions).slice(0, EXAMPLES_KEPT)
    this.#folded++
    if (contribution.failed) this.#failed++
    if (contribution.call !== undefined) this.#inCalls++
    this.#name(contribution.call)
    for (const leg of contribution.also) this.#name(leg)
    if (contribution.against !== undefined) count(this.#against, contribution.against)
    count(this.#sources, contribution.source ?? '')
    for (const host of contribution.sources) if (this.#hosts.size < HOSTS_CAP) this.#hosts.add(host)
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
    const shares = rule.weigh ? this.#shares(tally) : []
    if (this.#excuse) return { level: 'info', because: this.#excuse.because, best }
    const calls = this.#inCalls + this.#openInCalls
    const level = weighed({ ...best, rule, conversations: count, calls, failed, tally, shares })
    if ('insufficient' in level) return level
    if (this.#raised && severityOrder(this.#raised.level) < severityOrder(level.level))
      return { level: this.#raised.level, because: this.#raised.because, best }
    return this.#cause && isAtLeast(level.level, 'medium')
      ? { level: stepDown(level.level), because: this.#cause.because, best }
      : { ...level, best }
  }

  /**
   * Ties a symptom to this cause, where all requests it was seen on were asked of hosts that the cause is about, at that time.
   * Once nothing is open any more.
   */
  explain(effect: Group, tally: Tally): void {
    const [mine, theirs] = [this.weigh(tally), effect.weigh(tally)]
    if (!mine || !theirs || 'insufficient' in mine || 'insufficient' in theirs) return
    if (!isAtLeast(mine.level, 'medium') || mine.best.confidence < SURE || theirs.best.causedBy || effect.#cause) return
    const asked = [...effect.#against.keys()]
    if (asked.length === 0 || !asked.every((host) => this.#hosts.has(host)) || !this.#isNear(effect)) return
    const by = findingId(this.fingerprint)
    effect.#cause = { by, because: `One step lower: explained by "${this.rule.title}"` }
    if (severityOrder(theirs.level) < severityOrder(mine.level))
      this.#raised = { by, because: `As grave as what it caused: ${effect.rule.title}`, level: theirs.level }
  }

  /** Both happened at about the same time, as far as times are known. */
  #isNear(effect: Group): boolean {
    const [first, last, from, to] = [this.#firstAt, this.#lastAt, effect.#firstAt, effect.#lastAt]
    if (first === undefined || last === undefined || from === undefined || to === undefined) return true
    return first <= to + NEAR_US && last >= from - NEAR_US
  }

  /** Where all of it is of these hosts it is no fault of the system. Once nothing is open any more. */
  excuse(sources: ReadonlySet<string>, excuse: Excuse): void {
    const named = [...this.#sources.values()].reduce((sum, times) => sum + times, 0)
    if (this.#open.size > 0 || named < this.#folded) return
    if ([...this.#sources.keys()].every((source) => sources.has(source))) this.#excuse = excuse
  }

  /** What each host or user at fault was asked in all. */
  #shares({ asked }: Tally): Frequency['shares'] {
    const faults = new Map(this.#against)
    for (const { against } of this.#open.values()) if (against !== undefined) count(faults, against)
    return [...faults].flatMap(([name, times]) => {
      const of = asked.get(name)
      return of ? [{ ...of, faults: times }] : []
    })
  }

  /** The finding as it stands. Throws when the rule's words do. */
  finding(tally: Tally): Finding | undefined {
    const weight = this.weigh(tally)
    if (!weight || 'insufficient' in weight) return undefined
    const { best, level, because } = weight
    const { evidence, detail, recommendation, ...words } = best.words()
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
      // What is no fault in one call may be one in many: then the rule's general word stands in for none.
      recommendation: recommendation === '' && level !== 'info' ? this.rule.recommendation : recommendation,
      detail: this.count > 1 ? `${detail} Seen ${this.count} times; this is the first.` : detail,
      confidence: best.confidence,
      evidence: distinct([...evidence, ...others]).slice(0, EVIDENCE_CAP),
      count: this.count,
      calls: firstNumbers([
        ...this.#calls,
        ...open.flatMap(({ call, also }) => (call === undefined ? also : [call, ...also])),
      ]),
      firstSeen: open.reduce((first, one) => earlier(first, one.firstAt), this.#firstAt),
      lastSeen: open.reduce((last, one) => later(last, one.lastAt), this.#lastAt),
      causedBy: this.#excuse?.by ?? best.causedBy ?? this.#cause?.by,
      references: this.rule.sources,
      fingerprint: this.fingerprint,
    }
  }
}

/** Beyond the cap nothing new is counted: shares are of the first so many hosts. */
function count(times: Map<string, number>, name: string): void {
  const known = times.get(name)
  if (known !== undefined) times.set(name, known + 1)
  else if (times.size < HOSTS_CAP) times.set(Buffer.from(name).toString(), 1)
}

/** Ascending, each once, the first hundred. */
const firstNumbers = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)].sort((a, b) => a - b).slice(0, CALLS_NAMED)

const earlier = (a: Micros | undefined, b: Micros | undefined): Micros | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)

const later = (a: Micros | undefined, b: Micros | undefined): Micros | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b)
