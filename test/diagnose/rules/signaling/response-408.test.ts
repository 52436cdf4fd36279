import { response408 } from '../../../../src/diagnose/rules/signaling/response-408.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response408, {
  quiet: { 'another refusal': refused(480), 'a change of a call that goes on': changed(408) },
  fires: {
    'without times': [refused(408), { when: 'unknown' }, 'high'],
    'at once': [
      ladder`
        0    10.0.0.5 > 203.0.113.7  INVITE
        0.4  203.0.113.7 > 10.0.0.5  408`,
      { when: 'at-once' },
      'high',
    ],
    'not quite at once': [
      ladder`
        0    10.0.0.5 > 203.0.113.7  INVITE
        0.41 203.0.113.7 > 10.0.0.5  408`,
      { when: 'between' },
      'high',
    ],
    'when timer B has run out': [
      ladder`
        0    10.0.0.5 > 203.0.113.7  INVITE
        0.1  203.0.113.7 > 10.0.0.5  100
        32   203.0.113.7 > 10.0.0.5  408`,
      { when: 'timer-b' },
      'high',
    ],
    'nobody answers the phone': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  180
        203.0.113.7 > 10.0.0.5  408`,
      { kind: 'user' },
      'info',
    ],
    'nobody responds, says the network': [refused(408, 'header "Reason: Q.850;cause=18"'), { kind: 'user' }, 'info'],
    'a ping': [
      ladder`
        10.0.0.5 > 203.0.113.7  OPTIONS
        203.0.113.7 > 10.0.0.5  408`,
      { method: 'OPTIONS' },
      'low',
    ],
    'another target rings': [saved(408), {}, 'info'],
    'another target rings, late': [
      ladder`
        0    10.0.0.5 > 203.0.113.7  INVITE
        3.1  203.0.113.7 > 10.0.0.5  408
        3.2  10.0.0.5 > 203.0.113.7  ACK
        3.3  10.0.0.5 > 203.0.113.8  INVITE initial
        3.4  203.0.113.8 > 10.0.0.5  180`,
      { kind: 'step' },
      'low',
    ],
    'half of six calls': [many(6, 3, 408), {}, 'critical'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
