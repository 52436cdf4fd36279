import type { AnalysisEvent } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import { matchesId } from './causes.ts'
import type { Contribution } from './contribution.ts'
import { findingId } from './fingerprint.ts'
import { Group } from './group.ts'
import { rank } from './ranking.ts'
import type { SubjectKind } from './rule.ts'
import type { Tally } from './tally.ts'
import { FINDINGS_CAP } from './thresholds/caps.ts'

export type FindingEvent = Extract<AnalysisEvent, { kind: 'finding-added' | 'finding-updated' | 'finding-withdrawn' }>

/** What these examine has no conversation of its own. */
const BROAD: ReadonlySet<SubjectKind> = new Set<SubjectKind>(['tls', 'capture'])

/** All findings in the making, and what the world was told of them. */
export class Ledger {
  readonly #complain: Complain
  readonly #wanted: (ruleId: string) => boolean
  readonly #groups = new Map<string, Group>()
  readonly #ids = new Set<string>()
  /** Fingerprints each open conversation gives to. */
  readonly #given = new Map<string, readonly string[]>()
  readonly #dirty = new Set<Group>()
  #ended = false

  constructor(complain: Complain, wanted: (ruleId: string) => boolean) {
    this.#complain = complain
    this.#wanted = wanted
  }

  /** What is set from now on is told before anything is forgotten. */
  end(): void {
    this.#ended = true
  }

  /** Replaces what a conversation gives. When it is final it is folded in and forgotten. */
  set(key: string, contributions: readonly Contribution[], final: boolean): void {
    const given = this.#given.get(key)
    for (const fingerprint of given ?? [])
      if (!contributions.some((one) => one.fingerprint === fingerprint)) this.#take(fingerprint, key)
    for (const contribution of contributions) {
      const group = this.#groupFor(contribution)
      if (!group) continue
      if (given) group.drop(key)
      this.#put(group, key, contribution, final)
      this.#dirty.add(group)
    }
    if (!final && contributions.length > 0)
      this.#given.set(
        key,
        contributions.map(({ fingerprint }) => fingerprint),
      )
    else if (given) this.#given.delete(key)
  }

  /** What an attack left behind is the defence working: what findings on the whole input excuse of the hosts they name. */
  excuse(contributions: readonly Contribution[]): void {
    for (const { rule, sources, fingerprint } of contributions) {
      if (sources.length === 0 || !rule.excuses) continue
      const excuse = { by: findingId(fingerprint), because: `No fault of the system: "${rule.title}"` }
      for (const group of this.#groups.values())
        if (matchesId(rule.excuses, group.rule.id)) group.excuse(new Set(sources), excuse)
    }
  }

  /** Connections that failed, and what they broke: rules on the whole input know no conversation, only hosts. At the end. */
  explain(tally: Tally): void {
    const groups = [...this.#groups.values()]
    for (const cause of groups) {
      if (!cause.rule.explains || !BROAD.has(cause.rule.examines)) continue
      for (const effect of groups)
        if (effect !== cause && !BROAD.has(effect.rule.examines) && matchesId(cause.rule.explains, effect.rule.id))
          this.#attempt(effect, () => cause.explain(effect, tally))
    }
  }

  /** The words of a rule are made here where an example is kept; one whose words fail is not counted. */
  #put(group: Group, key: string, contribution: Contribution, final: boolean): void {
    try {
      group.put(key, contribution, final, this.#ended)
    } catch (error) {
      this.#failed(group, error)
    }
  }

  #take(fingerprint: string, key: string): void {
    const group = this.#groups.get(fingerprint)
    if (!group) return
    group.drop(key)
    this.#dirty.add(group)
  }

  #groupFor({ rule, fingerprint }: Contribution): Group | undefined {
    const known = this.#groups.get(fingerprint)
    if (known) return known
    if (this.#groups.size >= FINDINGS_CAP) {
      this.#complain('findings-capped', rule.id)
      return undefined
    }
    const made = new Group(rule, fingerprint)
    this.#groups.set(fingerprint, made)
    this.#ids.add(findingId(fingerprint))
    return made
  }

  /** What changed since the last call, coalesced. Counts alone are told when they have doubled, and at the end. */
  tell(tally: Tally, ended: boolean): readonly FindingEvent[] {
    const changes: { readonly group: Group; readonly finding: Finding; readonly before: Finding | undefined }[] = []
    const events: FindingEvent[] = []
    for (const group of ended ? [...this.#groups.values()] : this.#dirty) {
      const before = group.told
      if (!ended && before && !isDue(group, before, tally)) continue
      const finding = this.#finding(group, tally)
      if (!finding) {
        if (before) events.push({ kind: 'finding-withdrawn', findingId: before.id, because: withdrawal(group, tally) })
        group.told = undefined
        if (group.count === 0) this.#forget(group)
      } else if (!before || JSON.stringify(before) !== JSON.stringify(finding)) {
        group.told = finding
        changes.push({ group, finding, before })
      }
    }
    this.#dirty.clear()
    if (changes.length === 0) return events
    const places = new Map(this.ranked().map(({ id }, index) => [id, index + 1]))
    for (const { finding, before } of changes.sort((a, b) => places.get(a.finding.id)! - places.get(b.finding.id)!)) {
      const place = places.get(finding.id)!
      if (!before) events.push({ kind: 'finding-added', finding, rank: place })
      else events.push({ kind: 'finding-updated', finding, rank: place, because: difference(before, finding) })
    }
    return events
  }

  #forget({ fingerprint }: Group): void {
    this.#groups.delete(fingerprint)
    this.#ids.delete(findingId(fingerprint))
  }

  #finding(group: Group, tally: Tally): Finding | undefined {
    const finding = this.#attempt(group, () => group.finding(tally))
    // A cause that met the cap cannot be pointed at.
    return finding?.causedBy && !this.#ids.has(finding.causedBy) ? { ...finding, causedBy: undefined } : finding
  }

  /** The words of a rule are made late; one whose words fail loses that finding. */
  #attempt<T>(group: Group, run: () => T): T | undefined {
    try {
      return run()
    } catch (error) {
      this.#failed(group, error)
      return undefined
    }
  }

  #failed({ rule }: Group, error: unknown): void {
    this.#complain('rule-failed', `${rule.id}: ${error instanceof Error ? error.message : error}`.slice(0, 200))
  }

  /** Findings as they were last told, ranked. */
  ranked(): readonly Finding[] {
    const groups = [...this.#groups.values()]
    const postures = new Set(groups.filter(({ rule }) => rule.posture).map(({ rule }) => rule.id))
    return rank(
      groups.flatMap((group) => group.told ?? []),
      this.#wanted,
      (id) => postures.has(id) || id.startsWith('general.'),
    )
  }

  /** Findings as they stand, whether told or not. */
  standing(tally: Tally): readonly Finding[] {
    return [...this.#groups.values()].flatMap((group) => this.#finding(group, tally) ?? [])
  }

  /** Rules whose faults the whole input cannot prove, with the reason. */
  unproven(tally: Tally) {
    return [...this.#groups.values()].flatMap((group) => {
      const weight = group.weigh(tally)
      return weight && 'insufficient' in weight ? [{ rule: group.rule.id, reason: weight.insufficient }] : []
    })
  }
}

/** Whether a change is worth telling at once: another level, cause or doubt; or the count has doubled. */
function isDue(group: Group, before: Finding, tally: Tally): boolean {
  const now = group.weigh(tally)
  if (!now || 'insufficient' in now) return true
  const { best, level } = now
  return (
    level !== before.severity ||
    best.causedBy !== before.causedBy ||
    best.confidence !== before.confidence ||
    group.count >= 2 * before.count ||
    group.count < before.count
  )
}

function difference(before: Finding, after: Finding): string {
  if (before.severity !== after.severity) {
    const why = after.severityReason ? `: ${after.severityReason}` : ''
    return `Severity ${before.severity} is now ${after.severity}${why}`
  }
  if (before.causedBy !== after.causedBy) return after.causedBy ? 'Its cause was found' : 'It stands on its own'
  if (before.count !== after.count) return `Seen ${after.count} times by now`
  return 'More of it was seen'
}

function withdrawal(group: Group, tally: Tally): string {
  const weight = group.weigh(tally)
  return weight && 'insufficient' in weight
    ? `The input cannot prove it (${weight.insufficient})`
    : 'What came later explains it'
}
