import { response405 } from '../../../../src/diagnose/rules/routing/response-405-501.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, PENDING, refused, register, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response405, {
  quiet: { 'another refusal': refused(403), 'a change of a call that goes on': changed(405) },
  fires: {
    'a call': [refused(405), { method: 'INVITE' }, 'high'],
    'a call, not implemented': [refused(501), { status: 501 }, 'high'],
    'a registration': [register(405), { method: 'REGISTER' }, 'high'],
    'a subscription': [
      ladder`
        10.0.0.5 > 203.0.113.7  SUBSCRIBE
        203.0.113.7 > 10.0.0.5  405  header "Allow: INVITE, ACK, BYE"`,
      { method: 'SUBSCRIBE', allowed: 'INVITE, ACK, BYE' },
      'low',
    ],
    'INFO, which the call goes on without': [changed(405, 'INFO'), { method: 'INFO' }, 'info'],
    'another target rings': [saved(405), {}, 'info'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
