import { describe, expect, test } from 'vitest'
import type { Batch } from '../../src/correlate/intake.ts'
import { sniffContainer } from '../../src/decode/container/sniff.ts'
import { createDiagnosis } from '../../src/diagnose/engine.ts'
import type { AnyRule, Rule, SubjectKind, Subjects, Verdict } from '../../src/diagnose/rule.ts'
import { subjectsOf } from '../../src/diagnose/subjects.ts'
import { TallyKeeper } from '../../src/diagnose/tally.ts'
import type { Evidence, Finding, InsufficientReason, RuleCoverage, Severity } from '../../src/model/finding.ts'
import { correlated, type Ladder } from './ladder.ts'

/** What a rule should say about drawn inputs; see `testRule`. */
export interface RuleCases<Values> {
  /** Nothing at all. */
  readonly quiet: Readonly<Record<string, Ladder>>
  /** At least one fault with these values; with a level, the finding has it. */
  readonly fires: Readonly<Record<string, readonly [drawn: Ladder, values: Partial<Values>, level?: Severity]>>
  /** Nothing found, because it cannot be known; absent only where the rule needs nothing that can be missing. */
  readonly unproven?: Readonly<Record<string, readonly [drawn: Ladder, reason: InsufficientReason]>>
}

/** Runs one rule over drawn inputs, through decoding, correlation and the engine: it sees what it will see live. */
export function testRule<Kind extends SubjectKind, Values>(rule: Rule<Kind, Values>, cases: RuleCases<Values>): void {
  const held = rule as unknown as AnyRule
  describe(rule.id, () => {
    for (const [name, drawn] of Object.entries(cases.quiet))
      test(`is quiet: ${name}`, () => {
        expect(diagnosed(drawn, [held]).findings).toEqual([])
      })

    for (const [name, [drawn, values, level]] of Object.entries(cases.fires))
      test(`fires: ${name}`, () => {
        expect(valuesOf(held, drawn)).toContainEqual(expect.objectContaining({ ...values } as object))
        const { findings, complaints } = diagnosed(drawn, [held])
        expect(complaints).toEqual([])
        expect(findings.map((finding) => finding.rule)).toContain(rule.id)
        for (const finding of findings) expectWhole(finding, drawn)
        if (level) expect(findings[0]!.severity).toBe(level)
      })

    for (const [name, [drawn, reason]] of Object.entries(cases.unproven ?? {}))
      test(`cannot know: ${name}`, () => {
        const { findings, coverage, complaints } = diagnosed(drawn, [held])
        expect(complaints).toEqual([])
        expect(findings).toEqual([])
        expect(coverage).toEqual([expect.objectContaining({ verdict: 'insufficient-evidence', reason })])
      })
  })
}

export interface DiagnosedLadder {
  readonly findings: readonly Finding[]
  readonly coverage: readonly RuleCoverage[]
  readonly summary: string
  readonly complaints: readonly string[]
}

/** What the engine makes of a drawn input; all rules unless some are given. */
export function diagnosed(drawn: Ladder, rules?: readonly AnyRule[]): DiagnosedLadder {
  const complaints: string[] = []
  const diagnosis = createDiagnosis(drawn.options, (kind, example) => complaints.push(`${kind}: ${example}`), rules)
  const { conversations, logs, facts, joins } = correlated(drawn)
  return { ...diagnosis.end(conversations, logs, facts, joins), complaints }
}

/** What `check` yields, before sentences are made of it. */
function valuesOf(rule: AnyRule, drawn: Ladder): unknown[] {
  const { conversations, logs, facts, joins } = correlated(drawn)
  const context = { capture: facts, options: drawn.options }
  const subjects: Iterable<Subjects[SubjectKind]> =
    rule.examines === 'log'
      ? logs.map((event) => ({ event }))
      : rule.examines === 'tls'
        ? [...logs.map((event) => ({ event })), ...facts.tls.map((handshake) => ({ handshake }))]
        : rule.examines === 'capture'
          ? [{ capture: facts, tally: tallyOf(conversations) }]
          : rule.examines === 'joinedCall'
            ? joins.joined.map(({ joined, calls }) => ({ joined, legs: calls }))
            : conversations.flatMap((one) => [...subjectsOf(rule.examines, one)])
  const check = rule.check as (subject: unknown, about: typeof context) => Iterable<Verdict<unknown>>
  const applies = rule.applies as ((subject: unknown, about: typeof context) => boolean) | undefined
  return [...subjects]
    .filter((subject) => applies?.call(rule, subject, context) ?? true)
    .flatMap((subject) => [...check.call(rule, subject, context)])
    .flatMap((verdict) => ('insufficient' in verdict ? [] : [verdict.values]))
}

function tallyOf(conversations: Batch['conversations']) {
  const keeper = new TallyKeeper()
  for (const conversation of conversations) keeper.take(conversation)
  return keeper.read()
}

/** Evidence of captures that has no text of its own. */
const FIGURES = new Set(['rtp', 'rtcp', 'aggregate', 'icmp', 'tls'])

/** Every finding says what, why, what to do and what proves it; excerpts are verbatim unless masked. */
function expectWhole(finding: Finding, drawn: Ladder): void {
  expect(finding.title).not.toBe('')
  for (const words of [finding.title, finding.detail, finding.recommendation])
    expect(words).not.toMatch(/undefined|NaN|\[object| {2}| \.|\.\.$/)
  expect(finding.evidence.length).toBeGreaterThan(0)
  if (finding.severity !== 'info') expect(finding.recommendation).not.toBe('')
  for (const item of finding.evidence) expectVerbatim(item, drawn.bytes)
}

/** An excerpt stands in the input, in pasted text on the line it names; only a capture is proven by figures. */
function expectVerbatim({ kind, excerpt, redacted, line }: Evidence, bytes: Uint8Array): void {
  const isText = sniffContainer(bytes) === 'text'
  if (FIGURES.has(kind)) {
    expect(isText).toBe(false)
    return
  }
  const text = Buffer.from(bytes).toString('latin1')
  const lines = excerpt.split(/\r?\n/)
  if (!redacted) for (const part of lines) expect(text).toContain(part)
  if (isText && !redacted) expect(text.split('\n')[line! - 1]).toContain(lines[0])
}
