import { tollFraudPattern } from '../../../../src/diagnose/rules/security/toll-fraud-pattern.ts'
import { many, type Try, tries } from '../../../support/attempts.ts'
import { withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const NUMBER = '252615550100'
const SCANNER = { more: 'header "User-Agent: friendly-scanner"' }
const hunt = (more: Partial<Try> = {}): readonly Try[] =>
  ['00', '011', '900'].map((prefix) => ({ method: 'INVITE', user: `${prefix}${NUMBER}`, answers: [403], ...more }))
const home = many(20, (i) => ({ from: '192.0.2.9', method: 'INVITE', user: `+1202555${1000 + i}`, answers: [200] }))

testRule(tollFraudPattern, {
  quiet: {
    'two signs': tries([...home, ...hunt()]),
    'a scanner that calls where others call': tries(
      ['00', '011', '+'].map((prefix) => ({ method: 'INVITE', user: `${prefix}12025551001`, answers: [403] })),
    ),
    'calls to another country': tries(
      many(20, (i) => ({ method: 'INVITE', user: `+4420794600${10 + i}`, answers: [200] })),
    ),
    'a source the policy lists for tests': withOptions(tries(hunt(SCANNER)), {
      policy: { testSources: ['198.51.100.66'] },
    }),
  },
  fires: {
    'a costly range, hunted with a scanner': [tries([...home, ...hunt(SCANNER)]), { answered: 0 }, 'high'],
    'three of its calls were answered': [
      tries([
        ...home,
        ...hunt(SCANNER),
        ...many(3, (i) => ({ method: 'INVITE', user: `+25261555${1000 + i}`, at: 20 + i, answers: [200], ...SCANNER })),
      ]),
      { answered: 3 },
      'critical',
    ],
  },
  unproven: {
    'rejected passwords without times': [
      tries(
        many(3, (i) => ({ user: `${i}`, at: -1, credentials: true, answers: [403] })),
        'as text',
      ),
      'no-timestamps',
    ],
  },
})
