import { describe, expect, test } from 'vitest'
import {
  CLEAR,
  Coverage,
  countsOf,
  FIRED,
  NOT_APPLICABLE,
  UNSAID,
  unprovenFor,
  type Verdicts,
} from '../../src/diagnose/coverage.ts'
import { planOf, type Seat } from '../../src/diagnose/plans.ts'
import type { SubjectKind } from '../../src/diagnose/rule.ts'
import type { InsufficientReason } from '../../src/model/finding.ts'

const RULES = [
  { id: 'a', examines: 'call' as SubjectKind },
  { id: 'b', examines: 'message' as SubjectKind },
]
const SEATS = RULES.map(({ examines }, index) => ({ index, examines }) as Seat)
const PLAN = planOf(SEATS, [])
const COUNTS = countsOf({ call: 1, message: 6 })

const said = (a: number, b: number, more: Partial<Verdicts> = {}): Verdicts => ({
  ...{ plan: PLAN, counts: COUNTS, said: Uint8Array.of(a, b), failed: undefined },
  ...more,
})

function covered(...all: readonly (readonly [key: string, verdicts: Verdicts, final: boolean])[]) {
  const coverage = new Coverage(RULES)
  for (const [key, verdicts, final] of all) coverage.set(key, verdicts, final)
  return coverage.read().map(({ verdict, subjects, reason }) => [verdict, subjects, reason])
}

describe('coverage', () => {
  test('nothing examined is not applicable', () => {
    expect(covered()).toEqual([
      ['not-applicable', 0, undefined],
      ['not-applicable', 0, undefined],
    ])
  })

  test('the worst verdict of all conversations stands, and subjects add up', () => {
    expect(covered(['1', said(CLEAR, NOT_APPLICABLE), true], ['2', said(FIRED, CLEAR), true])).toEqual([
      ['fired', 2, undefined],
      ['clear', 12, undefined],
    ])
  })

  test('the reason is that of the first, and gone once something was proven', () => {
    const unproven = (reason: InsufficientReason) => said(unprovenFor(reason), UNSAID)
    const two = [
      ['1', unproven('message-cut'), true],
      ['2', unproven('no-timestamps'), true],
    ] as const
    expect(covered(...two)[0]).toEqual(['insufficient-evidence', 2, 'message-cut'])
    expect(covered(...two, ['3', said(FIRED, CLEAR), true])[0]).toEqual(['fired', 3, undefined])
  })

  test('what a conversation said before is replaced until it is over', () => {
    const grown = [
      ['1', said(FIRED, CLEAR), false],
      ['1', said(CLEAR, CLEAR), false],
    ] as const
    expect(covered(...grown)[0]).toEqual(['clear', 1, undefined])
    expect(covered(...grown, ['1', said(unprovenFor('encrypted'), CLEAR), true])[0]).toEqual([
      'insufficient-evidence',
      1,
      'encrypted',
    ])
  })

  test('rules that are clear by the traits alone count what they need not look at', () => {
    const plan = planOf([SEATS[0]!], [SEATS[1]!])
    expect(covered(['1', said(CLEAR, CLEAR, { plan, said: Uint8Array.of(CLEAR) }), true])).toEqual([
      ['clear', 1, undefined],
      ['clear', 6, undefined],
    ])
  })

  test('the same verdicts again only count', () => {
    const once = said(FIRED, unprovenFor('sdp-absent'))
    expect(covered(['1', once, true], ['2', said(CLEAR, CLEAR), true], ['3', once, true], ['4', once, true])).toEqual([
      ['fired', 4, undefined],
      ['insufficient-evidence', 24, 'sdp-absent'],
    ])
  })

  test('subjects of a rule that failed do not count', () => {
    expect(covered(['1', said(UNSAID, CLEAR, { failed: [0] }), true], ['2', said(CLEAR, CLEAR), true])).toEqual([
      ['clear', 1, undefined],
      ['clear', 12, undefined],
    ])
  })
})
