import { response484 } from '../../../../src/diagnose/rules/routing/response-484.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, PENDING, refused } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response484, {
  quiet: { 'another refusal': refused(404), 'a change of a call that goes on': changed(484) },
  fires: {
    'a short number': [refused(484), {}, 'medium'],
    'overlap dialling': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE uri sip:555@203.0.113.7
        0.1 203.0.113.7 > 10.0.0.5  484
        0.2 10.0.0.5 > 203.0.113.7  ACK
        15  10.0.0.5 > 203.0.113.7  INVITE initial uri sip:5551@203.0.113.7
        15.1 203.0.113.7 > 10.0.0.5 404`,
      { kind: 'step' },
      'info',
    ],
    'a longer number, but too late': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE uri sip:555@203.0.113.7
        0.1 203.0.113.7 > 10.0.0.5  484
        0.2 10.0.0.5 > 203.0.113.7  ACK
        15.2 10.0.0.5 > 203.0.113.7  INVITE initial uri sip:5551@203.0.113.7
        15.3 203.0.113.7 > 10.0.0.5 404`,
      {},
      'medium',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
