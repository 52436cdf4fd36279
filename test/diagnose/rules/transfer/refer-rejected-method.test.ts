import { referRejectedMethod } from '../../../../src/diagnose/rules/transfer/refer-rejected-method.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refer = (answer: string, rest = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE
  192.0.2.7 > 192.0.2.5  200
  192.0.2.5 > 192.0.2.7  ACK
  192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com>"
  ${answer}
  ${rest}`
const answered = (status: number) => `192.0.2.7 > 192.0.2.5  ${status}`

testRule(referRejectedMethod, {
  quiet: {
    accepted: refer(answered(202)),
    'refused for another reason': refer(answered(481)),
    'another request is not allowed': ladder`
      192.0.2.5 > 192.0.2.7  INVITE
      192.0.2.7 > 192.0.2.5  405`,
  },
  fires: {
    'not allowed': [refer(answered(405)), { status: 405, target: 'sip:carol@example.com' }, 'high'],
    'not implemented': [
      refer('192.0.2.7 > 192.0.2.5  501 reason "Not Implemented"'),
      { result: '501 Not Implemented' },
      'high',
    ],
    forbidden: [refer(answered(403)), { status: 403 }, 'high'],
    declined: [refer(answered(603)), { status: 603 }, 'high'],
    'and then allowed': [
      refer(
        answered(403),
        `192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:dave@example.com>"
         192.0.2.7 > 192.0.2.5  202
         192.0.2.7 > 192.0.2.5  NOTIFY header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 200 OK"`,
      ),
      { status: 403 },
      'info',
    ],
  },
  unproven: {
    'the answer is not in the input': [
      refer('', '192.0.2.7 > 192.0.2.5  501 INVITE reason "of another request"'),
      'ends-mid-dialog',
    ],
  },
})
