import { replacesMismatch } from '../../../../src/diagnose/rules/transfer/replaces-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = (answer: string, replaces = '7f3a@192.0.2.9;to-tag=b2;from-tag=a1') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE header "Replaces: ${replaces}"
  ${answer}`
const answered = (status: number, more = '') => `192.0.2.7 > 192.0.2.5  ${status} ${more}`

testRule(replacesMismatch, {
  quiet: {
    replaced: invite(answered(200)),
    'refused for another reason': invite(answered(500)),
    'busy without Replaces': ladder`
      192.0.2.5 > 192.0.2.7  INVITE
      192.0.2.7 > 192.0.2.5  486`,
  },
  fires: {
    'no such dialog': [invite(answered(481)), { status: 481, cause: 'unknown', callId: '7f3a@192.0.2.9' }, 'high'],
    'a tag is missing': [invite(answered(481), '7f3a@192.0.2.9;to-tag=b2'), { cause: 'tags' }, 'high'],
    'over already': [invite(answered(603)), { cause: 'over' }, 'high'],
    busy: [invite(answered(486)), { status: 486, cause: 'unknown' }, 'high'],
    'answered before it could be picked up': [
      invite(answered(486), '7f3a@192.0.2.9;to-tag=b2;from-tag=a1;early-only'),
      { cause: 'early-only' },
      'info',
    ],
    'answered elsewhere': [invite(answered(603, 'header "Reason: SIP;cause=200"')), { status: 603 }, 'info'],
  },
  unproven: {
    'no answer is in the input': [invite(''), 'ends-mid-dialog'],
  },
})
