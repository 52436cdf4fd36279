import { registerFlood } from '../../../../src/diagnose/rules/security/register-flood.ts'
import { many, tries } from '../../../support/attempts.ts'
import { withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const flood = (count: number, overS: number, status: number) =>
  many(count, (i) => ({ user: `${i % 40}`, at: (i * overS) / count, answers: [status] }))

testRule(registerFlood, {
  quiet: {
    '50 within a second': tries(flood(50, 1, 403)),
    'a steady load of 40 a second': tries(flood(320, 8, 403)),
    'a source the policy lists for tests': withOptions(tries(flood(60, 0.9, 403)), {
      policy: { testSources: ['198.51.100.66'] },
    }),
  },
  fires: {
    '51 within a second': [tries(flood(51, 0.9, 403)), { perSecond: 51, succeeded: 0 }, 'high'],
    'ten times its usual rate': [
      tries([
        ...many(40, (i) => ({ user: 'alice', at: i * 8, answers: [403] })),
        ...many(310, (i) => ({ user: `${i}`, at: 330 + i * 0.03, answers: [403] })),
      ]),
      { requests: 350 },
      'high',
    ],
    'phones that come back after a restart': [tries(flood(60, 0.9, 200)), { succeeded: 40, users: 40 }, 'low'],
  },
  unproven: {
    'without times': [
      tries(
        many(300, (i) => ({ user: `${i}`, at: -1, answers: [403] })),
        'as text',
      ),
      'no-timestamps',
    ],
  },
})
