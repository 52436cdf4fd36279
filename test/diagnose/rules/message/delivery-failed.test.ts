import { deliveryFailed } from '../../../../src/diagnose/rules/message/delivery-failed.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const BODY = 'body "text/plain" "hello"'
const LATER = '40 10.0.0.5 > 10.0.0.9 OPTIONS'
const refused = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `10.0.0.5 > 10.0.0.9 MESSAGE call m${i} ${BODY}\n10.0.0.9 > 10.0.0.5 405 call m${i}`,
  ).join('\n')

testRule(deliveryFailed, {
  quiet: {
    delivered: ladder`
      10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}
      10.0.0.9 > 10.0.0.5 202`,
    'the first challenge': ladder`
      10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}
      10.0.0.9 > 10.0.0.5 407`,
    'accepted with credentials': ladder`
      10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}
      10.0.0.9 > 10.0.0.5 401
      10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}
      10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    'a single one': [ladderOf(refused(1)), { status: 405, type: 'text/plain', sender: '10.0.0.5' }, 'low'],
    'all of four prove no more': [ladderOf(refused(4)), { status: 405 }, 'medium'],
    'all of five': [ladderOf(refused(5)), { status: 405 }, 'high'],
    'five of six': [
      ladderOf(`${refused(5)}\n10.0.0.5 > 10.0.0.9 MESSAGE call ok ${BODY}\n10.0.0.9 > 10.0.0.5 200 call ok`),
      { status: 405 },
      'medium',
    ],
    'nobody answers': [
      ladder`0 10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}
      ${LATER}`,
      { status: undefined },
      'low',
    ],
  },
  unproven: {
    'the input ends too soon': [ladder`0 10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}`, 'ends-mid-dialog'],
    'no times': [ladder`10.0.0.5 > 10.0.0.9 MESSAGE ${BODY}`, 'no-timestamps'],
  },
})
