import { response400 } from '../../../../src/diagnose/rules/signaling/response-400.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, register, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response400, {
  quiet: { 'another refusal': refused(403), 'a change of a call that goes on': changed(400) },
  fires: {
    'a call': [
      refused(400, 'header "Warning: 399 example.com bad"'),
      { hits: [], said: ' Warning 399 (miscellaneous): "bad".' },
      'high',
    ],
    'a header is missing': [refused(400, '', 'without Contact'), { hits: ['it has no Contact header'] }, 'high'],
    'the description cannot be read': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE body "application/sdp" "nonsense"
        0.1 203.0.113.7 > 10.0.0.5  400`,
      { hits: ['its session description cannot be read'] },
      'high',
    ],
    'more octets than UDP should carry': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE header "X-Long: ${'x'.repeat(1300)}"
        0.1 203.0.113.7 > 10.0.0.5  400`,
      {},
      'high',
    ],
    'LiveKit uses it for anything': [refused(400, 'header "Server: LiveKit"'), { liveKit: true }, 'high'],
    'a registration': [register(400), { method: 'REGISTER' }, 'high'],
    'another method': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  400`,
      { method: 'MESSAGE' },
      'low',
    ],
    'a ping is answered at all': [
      ladder`
        10.0.0.5 > 203.0.113.7  OPTIONS
        203.0.113.7 > 10.0.0.5  400`,
      { method: 'OPTIONS' },
      'info',
    ],
    'another target rings': [saved(400), {}, 'info'],
    'half of five calls': [many(5, 3, 400), {}, 'critical'],
    'two of five': [many(5, 2, 400), {}, 'high'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
