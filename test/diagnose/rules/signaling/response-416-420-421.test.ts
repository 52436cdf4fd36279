import { response420 } from '../../../../src/diagnose/rules/signaling/response-416-420-421.ts'
import { changed, PENDING, refused, register, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response420, {
  quiet: { 'another refusal': refused(400), 'a change of a call that goes on': changed(420) },
  fires: {
    'an extension it does not have': [
      refused(420, 'header "Unsupported: 100rel"', 'header "Require: 100rel"'),
      { named: '100rel' },
      'high',
    ],
    'an extension it insists on': [refused(421, 'header "Require: timer"'), { named: 'timer' }, 'high'],
    'a scheme': [refused(416, '', 'uri tel:+15551234567'), { named: 'tel: URIs' }, 'high'],
    'a registration': [register(420), { method: 'REGISTER', named: '' }, 'high'],
    'the retry rings': [saved(420, 'header "Unsupported: 100rel"'), { kind: 'step' }, 'info'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
