import { stir428 } from '../../../../src/diagnose/rules/security/stir-428.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(stir428, {
  quiet: { 'another refusal': refused(403), 'a change of a call that goes on': changed(428) },
  fires: {
    'an unsigned call': [refused(428), { signed: false }, 'high'],
    'a call that is signed here': [
      refused(428, '', 'header "Identity: a..b;info=<https://example.com/a.pem>"'),
      { signed: true },
      'high',
    ],
    'the signed retry rings': [saved(428), { kind: 'step' }, 'info'],
    'half of five calls': [many(5, 3, 428), {}, 'critical'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  428`,
      {},
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
