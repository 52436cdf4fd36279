import { describe, expect, test } from 'vitest'
import { AttemptLog } from '../../src/diagnose/attempt-log.ts'
import { RULES } from '../../src/diagnose/catalogue.ts'
import { many, tries } from '../support/attempts.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'
import { diagnosed } from '../support/test-rule.ts'

function attemptsOf(drawn: Ladder) {
  const log = new AttemptLog(() => {})
  for (const conversation of conversationsOf(drawn)) log.take(conversation)
  return log.read()
}

describe('attempts', () => {
  test('a request that a proxy sends on is one attempt, of whom it came from first', () => {
    const all = attemptsOf(ladder`
      198.51.100.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.9      INVITE  forwarded
      10.0.0.9 > 203.0.113.7      404
      203.0.113.7 > 198.51.100.5  404     forwarded`)
    expect(all.map(({ source, target }) => `${source}>${target}`)).toEqual(['198.51.100.5>203.0.113.7'])
  })

  test('tells what came of it, and how long the call lasted', () => {
    const [one] = attemptsOf(
      tries([{ method: 'INVITE', user: '+12025550147', caller: 'alice', answers: [180, 200], talk: 7 }]),
    )
    expect(one).toMatchObject({ user: '+12025550147', caller: 'alice', status: 200, progressed: true, placed: true })
    expect(one!.talkMs).toBeCloseTo(7_080, 0)
    expect(one!.evidence!.excerpt).toBe('INVITE sip:+12025550147@203.0.113.7 SIP/2.0')
  })

  test('shows the start lines of the first few of a source alone', () => {
    const all = attemptsOf(tries(many(9, (i) => ({ method: 'INVITE', user: `${100 + i}`, answers: [404] }))))
    expect(all.map(({ evidence }) => evidence !== undefined)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0].map(Boolean))
  })
})

describe('what an attack leaves behind', () => {
  const scan = many(12, (i) => ({ method: 'INVITE', user: `${100 + i}`, answers: [404] }))
  const levels = (drawn: Ladder) =>
    new Map(diagnosed(drawn, RULES).findings.map(({ rule, severity, causedBy }) => [rule, { severity, causedBy }]))

  test('is no fault, and names the attack as its cause', () => {
    const { findings } = diagnosed(tries(scan), RULES)
    const attack = findings.find(({ rule }) => rule === 'security.extension-enumeration')!
    expect(levels(tries(scan)).get('routing.response-404')).toEqual({ severity: 'info', causedBy: attack.id })
  })

  test('does not hide the same refusal of an honest host', () => {
    const honest = { from: '192.0.2.9', method: 'INVITE', user: '+12025550147', at: 20, answers: [404] }
    expect(levels(tries([...scan, honest])).get('routing.response-404')).toMatchObject({ causedBy: undefined })
  })
})
