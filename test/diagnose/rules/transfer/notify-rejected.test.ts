import { notifyRejected } from '../../../../src/diagnose/rules/transfer/notify-rejected.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (notify: string, rest = '', refer = '') => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE
  1     192.0.2.7 > 192.0.2.5  200
  1.1   192.0.2.5 > 192.0.2.7  ACK
  5     192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com>" ${refer}
  5.1   192.0.2.7 > 192.0.2.5  202
  8     192.0.2.7 > 192.0.2.5  NOTIFY header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 200 OK"
  ${notify}
  ${rest}`
const refused = (status: number) => `8.1 192.0.2.5 > 192.0.2.7  ${status}`
const BYE = `
  9     192.0.2.5 > 192.0.2.7  BYE
  9.1   192.0.2.7 > 192.0.2.5  200`

testRule(notifyRejected, {
  quiet: {
    accepted: call(refused(200), BYE),
    'a challenge': call(refused(407), BYE),
    'not wanted': call(refused(481), BYE, 'header "Require: nosub"'),
    'of another subscription': ladder`
      192.0.2.7 > 192.0.2.5  NOTIFY header "Event: dialog" header "Subscription-State: active"
      192.0.2.5 > 192.0.2.7  481`,
  },
  fires: {
    'refused, and it hangs up all the same': [
      call(refused(481), BYE),
      { result: '481 Call/Transaction Does Not Exist', told: '200 OK' },
      'low',
    ],
    'refused, and it stays on a call that was transferred': [call(refused(489)), { told: '200 OK' }, 'medium'],
  },
  unproven: {
    'nobody answered yet': [
      call('', '8.2 192.0.2.5 > 192.0.2.7  BYE\n 8.3 192.0.2.7 > 192.0.2.5  500 BYE'),
      'ends-mid-dialog',
    ],
  },
})
