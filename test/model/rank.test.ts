import { describe, expect, test } from 'vitest'
import type { Finding, Severity } from '../../src/model/finding.ts'
import { mergeRanked } from '../../src/model/rank.ts'
import { finding } from '../support/finding.ts'

const rule = (id: string, severity: Severity): Finding => finding({ id, severity, rule: `general.${id}` })
const model = (id: string, severity: Severity): Finding => finding({ id, severity, rule: undefined, source: 'llm' })
const words = (findings: readonly Finding[]) => findings.map(({ id, severity }) => `${id} ${severity}`)

describe('rule and model findings ranked as one', () => {
  test.each([
    ['a model finding is at most high', [], [model('m', 'critical')], ['m high']],
    [
      'it follows the rules of its severity',
      [rule('a', 'high'), rule('b', 'low')],
      [model('m', 'high')],
      ['a high', 'm high', 'b low'],
    ],
    [
      'it never stands before a medium root cause',
      [rule('a', 'medium')],
      [model('m', 'high')],
      ['a medium', 'm medium'],
    ],
    ['facts and habits are no root cause', [rule('a', 'low')], [model('m', 'high')], ['m high', 'a low']],
    ['the order of the rules stays', [rule('b', 'high'), rule('a', 'high')], [], ['b high', 'a high']],
  ])('%s', (_, rules, findings, expected) => {
    expect(words(mergeRanked(rules, findings))).toEqual(expected)
  })

  test('a lowered finding says why', () => {
    expect(mergeRanked([rule('a', 'medium')], [model('m', 'high')])[1]?.severityReason).toMatch(/root cause/)
  })
})
