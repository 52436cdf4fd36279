import { response487 } from '../../../../src/diagnose/rules/signaling/response-487.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response487, {
  quiet: {
    'another refusal': refused(480),
    'the caller cancels': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  180
      10.0.0.5 > 203.0.113.7  CANCEL
      203.0.113.7 > 10.0.0.5  200 CANCEL
      203.0.113.7 > 10.0.0.5  487 INVITE`,
    'a change of a call that goes on': changed(487),
  },
  fires: {
    'nothing tells why': [refused(487), { why: 'ended' }, 'low'],
    'answered elsewhere': [refused(487, 'header "Reason: SIP;cause=200"'), { why: 'elsewhere' }, 'info'],
    'picked up': [refused(487, '', 'header "Replaces: a;to-tag=b;from-tag=c"'), { why: 'pickup' }, 'info'],
    'after ringing': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  180
        203.0.113.7 > 10.0.0.5  487`,
      { why: 'ended' },
      'info',
    ],
    'the INVITE expired': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE expires 30
        0.1 203.0.113.7 > 10.0.0.5  100
        30  203.0.113.7 > 10.0.0.5  487`,
      { why: 'expired' },
      'info',
    ],
    'long before the INVITE expired': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE expires 30
        0.1 203.0.113.7 > 10.0.0.5  100
        28  203.0.113.7 > 10.0.0.5  487`,
      { why: 'ended' },
      'low',
    ],
    'a fifth of five calls': [many(5, 1, 487), {}, 'medium'],
    'one of four: too few to tell': [many(4, 1, 487), {}, 'low'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
