import { callRejectedAnalytics } from '../../../../src/diagnose/rules/routing/call-rejected-analytics.ts'
import { many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

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
