import { response413 } from '../../../../src/diagnose/rules/signaling/response-413-513.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, PENDING, refused, register, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response413, {
  quiet: { 'another refusal': refused(400), 'a change of a call that goes on': changed(513) },
  fires: {
    'the message': [refused(513), { status: 513, transport: 'UDP' }, 'critical'],
    'the body': [refused(413, '', 'sdp audio 10.0.0.5:4000 PCMU'), { status: 413 }, 'critical'],
    'a registration': [register(513), { method: 'REGISTER' }, 'high'],
    'another try rings': [saved(513), { kind: 'step' }, 'info'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  513`,
      {},
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
