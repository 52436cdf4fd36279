import { inviteFlood } from '../../../../src/diagnose/rules/security/invite-flood.ts'
import { many, type Try, tries } from '../../../support/attempts.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (i: number, more: Partial<Try> = {}): Try => ({
  ...{ method: 'INVITE', user: `+1202555${1000 + i}`, at: i * 0.008, answers: [503] },
  ...more,
})
const votes = (count: number, answers: readonly number[]) =>
  many(count, (i) =>
    call(i, {
      from: `198.51.100.${10 + i}`,
      user: '+12025550147',
      caller: `+1303555${1000 + i}`,
      at: i * 0.4,
      answers,
    }),
  )

testRule(inviteFlood, {
  quiet: {
    '100 calls within a second': tries(many(100, (i) => call(i, { at: i * 0.009 }))),
    'a load test whose calls are answered': tries(many(130, (i) => call(i, { answers: [200] }))),
    'a test tool that calls one user as one caller': tries(
      many(60, (i) => call(i, { user: 'service', caller: 'sipp', at: i * 0.1, answers: [200] })),
    ),
    '19 callers of one number': tries(votes(19, [486])),
  },
  fires: {
    '120 calls that get nowhere within a second': [
      tries(many(120, (i) => call(i))),
      { kind: 'source', completed: 0 },
      'high',
    ],
    '20 callers of one number': [tries(votes(20, [486])), { kind: 'callee', who: '+12025550147', calls: 20 }, 'high'],
    'a hunt group': [tries(votes(24, [180, 200])), { kind: 'callee', completed: 24 }, 'low'],
  },
  unproven: {
    'without times': [
      tries(
        many(20, (i) => call(i, { at: -1 })),
        'as text',
      ),
      'no-timestamps',
    ],
  },
})
