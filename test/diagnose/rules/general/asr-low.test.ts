import { asrLow } from '../../../../src/diagnose/rules/general/asr-low.ts'
import { many, tries } from '../../../support/attempts.ts'
import { testRule } from '../../../support/test-rule.ts'

const calls = (count: number, good: number, bad: readonly number[] = [503], more = '') =>
  many(count, (i) => ({
    ...{ from: '192.0.2.9', method: 'INVITE', user: `+1202555${1000 + i}`, at: i, more },
    answers: i < good ? [486] : bad,
  }))

testRule(asrLow, {
  quiet: {
    '19 calls': tries([...calls(19, 0)]),
    'two fifths are effective': tries(calls(20, 8)),
    'all are busy': tries(calls(30, 30)),
    'what a scanner is refused': tries(calls(30, 0, [403], 'header "User-Agent: sipvicious"')),
  },
  fires: { 'fewer than two fifths': [tries(calls(20, 7)), { to: '203.0.113.7', attempts: 20, seer: 35 }, 'medium'] },
  unproven: { 'calls that go on when the input ends': [tries(calls(24, 4, [])), 'ends-mid-dialog'] },
})
