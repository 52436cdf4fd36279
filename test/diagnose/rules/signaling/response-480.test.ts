import { response480 } from '../../../../src/diagnose/rules/signaling/response-480.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response480, {
  quiet: { 'another refusal': refused(404), 'a change of a call that goes on': changed(480) },
  fires: {
    'not there': [refused(480), { kind: 'user' }, 'info'],
    'a fault of the network': [refused(480, 'header "Reason: Q.850;cause=34"'), { kind: 'fault' }, 'medium'],
    'no answer, says the network': [refused(480, 'header "Reason: Q.850;cause=33"'), { kind: 'user' }, 'info'],
    'half of the calls to one user': [many(6, 3, 480), {}, 'medium'],
    'two of six': [many(6, 2, 480), {}, 'info'],
    'half of four: too few to tell': [many(4, 2, 480), {}, 'info'],
    'the user never registers': [
      ladder`
        10.0.0.8 > 203.0.113.7  REGISTER to sip:bob@203.0.113.7
        203.0.113.7 > 10.0.0.8  403
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  480`,
      {},
      'medium',
    ],
    'the user is registered': [
      ladder`
        10.0.0.8 > 203.0.113.7  REGISTER to sip:bob@203.0.113.7
        203.0.113.7 > 10.0.0.8  200
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  480`,
      {},
      'info',
    ],
    'another target rings': [saved(480), {}, 'info'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  480`,
      { method: 'MESSAGE' },
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
