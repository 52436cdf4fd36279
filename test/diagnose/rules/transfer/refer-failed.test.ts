import { referFailed } from '../../../../src/diagnose/rules/transfer/refer-failed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE
  1     192.0.2.7 > 192.0.2.5  200
  1.1   192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const refer = (status: number, at = 5, more = '') => `
  ${at}   192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com>" ${more}
  ${at}.1 192.0.2.7 > 192.0.2.5  ${status}`
const notify = (told: string, at = 8) => `
  ${at}   192.0.2.7 > 192.0.2.5  NOTIFY header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 ${told}"
  ${at}.1 192.0.2.5 > 192.0.2.7  200`
const later = `
  60    192.0.2.5 > 192.0.2.7  OPTIONS
  60.1  192.0.2.7 > 192.0.2.5  200`

testRule(referFailed, {
  quiet: {
    'a transfer': call(refer(202) + notify('200 OK')),
    'a challenge': call(refer(407)),
    'a method that is not allowed at all': call(refer(405)),
    'no NOTIFY wanted': call(refer(202, 5, 'header "Require: nosub"') + later),
    'the transferor hangs up': call(`${refer(202)}
      7     192.0.2.5 > 192.0.2.7  BYE
      7.1   192.0.2.7 > 192.0.2.5  200 ${later}`),
    'still ringing': call(refer(202) + notify('180 Ringing')),
  },
  fires: {
    refused: [
      call(refer(481)),
      { how: 'refused', kind: 'blind', status: 481, target: 'sip:carol@example.com' },
      'high',
    ],
    'told by NOTIFY': [
      call(refer(202) + notify('503 Service Unavailable')),
      { how: 'told', status: 503, reason: 'Service Unavailable' },
      'high',
    ],
    'an attended one': [
      call(`
        5   192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com?Replaces=x%40y%3Bto-tag%3Da%3Bfrom-tag%3Db>"
        5.1 192.0.2.7 > 192.0.2.5  202 ${notify('481 Unknown')}`),
      { kind: 'attended', target: 'sip:carol@example.com' },
      'high',
    ],
    'the target was busy': [call(refer(202) + notify('486 Busy Here')), { status: 486 }, 'low'],
    'no NOTIFY within 32 s': [call(refer(202) + later), { how: 'silent', status: undefined }, 'high'],
    'another try succeeds': [call(refer(500) + refer(202, 9) + notify('200 OK', 12)), { how: 'refused' }, 'info'],
  },
  unproven: {
    'the input ends too early for a NOTIFY': [call(refer(202)), 'ends-mid-dialog'],
  },
})
