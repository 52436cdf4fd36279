import { bothLegsLeft } from '../../../../src/diagnose/rules/transfer/both-legs-left.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (told: string, rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE
  1     192.0.2.7 > 192.0.2.5  200
  1.1   192.0.2.5 > 192.0.2.7  ACK
  5     192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com>"
  5.1   192.0.2.7 > 192.0.2.5  202
  ${rest}
  8     192.0.2.7 > 192.0.2.5  NOTIFY header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 ${told}"
  8.1   192.0.2.5 > 192.0.2.7  200 NOTIFY`
const bye = (at: number) => `
  ${at}   192.0.2.5 > 192.0.2.7  BYE
  ${at}.1 192.0.2.7 > 192.0.2.5  200 BYE`
const later = `
  30    192.0.2.5 > 192.0.2.7  OPTIONS call other`

testRule(bothLegsLeft, {
  quiet: {
    'it hangs up at once': call('200 OK', bye(9)),
    'it hangs up after 10 s': call('200 OK', bye(18)),
    'it hung up before': call('200 OK', bye(6)),
    'it hung up before, and the target was busy': call('486 Busy Here', bye(6)),
    'it takes the call back': call('486 Busy Here', later),
  },
  fires: {
    'it stays on': [
      call('200 OK', later),
      { how: 'left', target: 'sip:carol@example.com', afterMs: undefined },
      'medium',
    ],
    'it hangs up late': [call('200 OK', bye(19)), { how: 'left', afterMs: 11_000 }, 'medium'],
    'it hung up before, which ended the new call': [
      call('487 Request Terminated', bye(6)),
      { how: 'dropped' },
      'medium',
    ],
  },
  unproven: {
    'the input ends': [call('200 OK', ''), 'ends-mid-dialog'],
    'times are not known': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE
        192.0.2.7 > 192.0.2.5  200
        192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com>"
        192.0.2.7 > 192.0.2.5  202
        192.0.2.7 > 192.0.2.5  NOTIFY header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 200 OK"
        192.0.2.5 > 192.0.2.7  200`,
      'no-timestamps',
    ],
  },
})
