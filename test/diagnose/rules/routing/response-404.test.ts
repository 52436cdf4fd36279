import { response404 } from '../../../../src/diagnose/rules/routing/response-404.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A response whose INVITE is not in the input. */
const alone = (status: number) => ladder`
  as raw
  10.0.0.5 > 203.0.113.7  INVITE  cut 0
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(response404, {
  quiet: {
    'another refusal': refused(403),
    'a change of a call that goes on': changed(404),
    'a subscription to somebody unknown': ladder`
      10.0.0.5 > 203.0.113.7  SUBSCRIBE
      203.0.113.7 > 10.0.0.5  404`,
  },
  fires: {
    'unknown number': [refused(404, '', 'uri sip:5551234@203.0.113.7'), { status: 404, form: 'digits' }, 'high'],
    gone: [refused(410), { status: 410 }, 'high'],
    'exists nowhere': [
      refused(604, '', 'uri sip:+442079460000@203.0.113.7 header "Diversion: <sip:100@example.com>"'),
      { form: 'e164', diversion: '<sip:100@example.com>' },
      'high',
    ],
    'says the far network': [refused(404, 'header "Reason: Q.850;cause=1"'), { q850: 1, kind: 'address' }, 'medium'],
    'its INVITE is not in the input': [alone(404), { target: undefined }, 'medium'],
    'another target rings': [saved(404), { kind: 'step' }, 'info'],
    'one wrong number of ten that work': [many(11, 1, 404), {}, 'low'],
    'one of nine: too few to tell': [many(9, 1, 404), {}, 'high'],
    'a tenth of all calls': [many(10, 1, 404), {}, 'high'],
    'a scanner': [refused(404, '', 'header "User-Agent: friendly-scanner"'), {}, 'high'],
    'a registration': [
      ladder`
        10.0.0.5 > 203.0.113.7  REGISTER
        203.0.113.7 > 10.0.0.5  404`,
      { method: 'REGISTER' },
      'high',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
