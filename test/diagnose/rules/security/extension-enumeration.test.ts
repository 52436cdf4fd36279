import { extensionEnumeration } from '../../../../src/diagnose/rules/security/extension-enumeration.ts'
import { many, tries } from '../../../support/attempts.ts'
import { withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const scan = (count: number, everyS = 1) =>
  many(count, (i) => ({ user: `${100 + i}`, at: i * everyS, answers: [i === 3 ? 401 : 404] }))

testRule(extensionEnumeration, {
  quiet: {
    'nine users': tries(scan(9)),
    'ten users over ten minutes': tries(scan(10, 60)),
    'an SBC whose users answer the challenge': tries(
      many(40, (i) => ({ user: `${100 + (i >> 1)}`, credentials: i % 2 === 1, answers: [i % 2 === 1 ? 200 : 401] })),
    ),
    'users of which a third logs in': tries(
      many(15, (i) => ({ user: `${100 + i}`, credentials: i % 3 === 0, answers: [i % 3 === 0 ? 200 : 403] })),
    ),
    'an office whose phones have a port each': tries(
      many(20, (i) => ({ from: `198.51.100.66:${20_000 + i}`, user: `${100 + i}`, answers: [403] })),
    ),
    'a dialler whose calls are refused': tries(
      many(30, (i) => ({ method: 'INVITE', user: `+120255501${10 + i}`, answers: [403] })),
    ),
    'users that are let in at once': tries(many(12, (i) => ({ user: `${100 + i}`, answers: [200] }))),
    'a source the policy lists for tests': withOptions(tries(scan(20)), {
      policy: { testSources: ['198.51.100.0/24'] },
    }),
  },
  fires: {
    'ten users within a minute': [tries(scan(10)), { source: '198.51.100.66', users: 10, tells: [401, 404] }, 'high'],
    'extensions tried by INVITE': [
      tries(many(12, (i) => ({ method: 'INVITE', user: `${200 + i}`, answers: [404] }))),
      { users: 12, tells: [] },
    ],
    'a scanner that meets silence': [
      tries(
        many(12, (i) => ({ method: 'OPTIONS', user: `${200 + i}`, more: 'header "User-Agent: friendly-scanner"' })),
      ),
      { users: 12 },
    ],
  },
  unproven: {
    'without times': [
      tries(
        many(12, (i) => ({ user: `${100 + i}`, at: -1, answers: [404] })),
        'as text',
      ),
      'no-timestamps',
    ],
    'a registrar that is silent': [tries(many(12, (i) => ({ user: `${100 + i}`, at: i }))), 'one-direction-only'],
  },
})
