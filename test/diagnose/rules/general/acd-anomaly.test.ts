import { acdAnomaly } from '../../../../src/diagnose/rules/general/acd-anomaly.ts'
import { many, tries } from '../../../support/attempts.ts'
import { testRule } from '../../../support/test-rule.ts'

const calls = (count: number, talkOf: (i: number) => number) =>
  tries(
    many(count, (i) => ({
      ...{ from: '192.0.2.9', method: 'INVITE', user: `+1202555${1000 + i}`, at: i, answers: [200] },
      talk: talkOf(i),
    })),
  )

testRule(acdAnomaly, {
  quiet: {
    '19 calls': calls(19, (i) => 2 + (i % 9)),
    'the usual': calls(24, (i) => 10 + i * 5),
    'a test tool': calls(40, (i) => 3 + (i % 5) * 0.1),
  },
  fires: {
    'most are short': [calls(24, (i) => 2 + (i % 12)), { kind: 'short', calls: 24 }, 'low'],
    'two kinds': [calls(30, (i) => (i % 5 < 2 ? 3 : 90 + i)), { kind: 'two kinds', below: 12, above: 18 }, 'low'],
  },
  unproven: {
    'without times': [
      tries(
        many(20, (i) => ({ method: 'INVITE', user: `+1202555${1000 + i}`, at: -1, answers: [200] })),
        'as text',
      ),
      'no-timestamps',
    ],
  },
})
