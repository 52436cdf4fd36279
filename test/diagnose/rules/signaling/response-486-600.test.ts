import { response486 } from '../../../../src/diagnose/rules/signaling/response-486-600.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response486, {
  quiet: {
    'another refusal': refused(480),
    'a change of a call that goes on': changed(486),
    'blocked by the network': refused(603, 'reason "Network Blocked"'),
  },
  fires: {
    busy: [refused(486), { status: 486, kind: 'user' }, 'info'],
    'busy everywhere': [refused(600), { status: 600 }, 'info'],
    declined: [refused(603), { fast: false }, 'info'],
    'declined at once': [
      ladder`
        0    10.0.0.5 > 203.0.113.7  INVITE
        0.99 203.0.113.7 > 10.0.0.5  603`,
      { fast: true },
      'info',
    ],
    'declined after ringing': [
      ladder`
        0    10.0.0.5 > 203.0.113.7  INVITE
        0.2  203.0.113.7 > 10.0.0.5  180
        0.9  203.0.113.7 > 10.0.0.5  603`,
      { fast: false },
      'info',
    ],
    'a trunk that is busy too often': [many(10, 4, 486), {}, 'low'],
    'three of ten': [many(10, 3, 486), {}, 'info'],
    'a fifth of twenty calls': [many(20, 4, 603), {}, 'low'],
    'its INVITE is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7  INVITE  cut 0
        203.0.113.7 > 10.0.0.5  486`,
      { target: undefined },
      'info',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
