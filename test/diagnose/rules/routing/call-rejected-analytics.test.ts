import { callRejectedAnalytics } from '../../../../src/diagnose/rules/routing/call-rejected-analytics.ts'
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

/** Refused, and then another target rings. */
const saved = (status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.8  INVITE initial
  203.0.113.8 > 10.0.0.5  180`

testRule(callRejectedAnalytics, {
  quiet: {
    'a person declines': refused(603),
    'another refusal': refused(403),
    'a person declines, and the network says so': refused(603, 'header "Reason: Q.850;cause=21;text=Decline"'),
  },
  fires: {
    unwanted: [refused(607), { status: 607 }, 'medium'],
    'rejected by an intermediary': [
      refused(608, 'header "Call-Info: <https://example.com/c.json>;purpose=jwscard"'),
      { contact: '<https://example.com/c.json>;purpose=jwscard' },
      'medium',
    ],
    '603+ by its phrase': [refused(603, 'reason "Network Blocked"'), { status: 603 }, 'medium'],
    '603+ by its Reason': [refused(603, 'header "Reason: Q.850;cause=21;text=v=analytics1"'), {}, 'medium'],
    'a fifth of five calls': [many(5, 1, 608), {}, 'high'],
    'one of four: too few to tell': [many(4, 1, 608), {}, 'medium'],
    'another target rings': [saved(608), {}, 'info'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
