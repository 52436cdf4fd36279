import { response487 } from '../../../../src/diagnose/rules/signaling/response-487.ts'
import { type Ladder, ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more = '', invite = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE  ${invite}
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

/** So many calls to one peer, the first of which end with that status; the others are answered. */
const many = (calls: number, failing: number, status: number, more = ''): Ladder =>
  ladderOf(
    Array.from({ length: calls }, (_, i) =>
      i < failing
        ? `10.0.0.5 > 203.0.113.7 INVITE call c${i}
           203.0.113.7 > 10.0.0.5 ${status} call c${i} ${more}
           10.0.0.5 > 203.0.113.7 ACK call c${i}`
        : `10.0.0.5 > 203.0.113.7 INVITE call c${i}
           203.0.113.7 > 10.0.0.5 200 call c${i}
           10.0.0.5 > 203.0.113.7 ACK call c${i}`,
    ).join('\n'),
  )

const PENDING = ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  100`

/** A change of a call that goes on. */
const changed = (status: number, method = 'INVITE') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  200
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.7  ${method}
  203.0.113.7 > 10.0.0.5  ${status}`

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
