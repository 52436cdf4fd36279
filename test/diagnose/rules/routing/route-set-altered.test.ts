import { routeSetAltered } from '../../../../src/diagnose/rules/routing/route-set-altered.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = 'header "Record-Route: <sip:192.0.2.20;lr>"'
const call = (answer: string, rest = '') => ladder`
  0    192.0.2.20 > 198.51.100.9  INVITE  header "Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-2" header "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-1" ${invite}
  0.1  198.51.100.9 > 192.0.2.20  200  ${answer}
  0.2  192.0.2.20 > 198.51.100.9  ACK
  ${rest}`
const CHANGED = 'without Record-Route'

testRule(routeSetAltered, {
  quiet: {
    'it comes back as it went': call(''),
    'not answered': ladder`
      0    192.0.2.20 > 198.51.100.9  INVITE  ${invite}
      0.1  198.51.100.9 > 192.0.2.20  180  without Record-Route`,
    'a proxy further on has put its own before it': ladder`
      0    192.0.2.20 > 198.51.100.9  INVITE  header "Record-Route: <sip:192.0.2.20;lr>"
      0.1  198.51.100.9 > 192.0.2.20  200  header "record-route: <sip:198.51.100.9;lr>, <sip:192.0.2.20;lr>"`,
    'no Record-Route': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  200`,
  },
  fires: {
    'it is missing, and nothing is lost': [call(CHANGED), { returned: [] }, 'low'],
    'it is missing, and the BYE finds nobody': [
      call(
        CHANGED,
        `9    192.0.2.20 > 198.51.100.9  BYE
         9.1  198.51.100.9 > 192.0.2.20  481`,
      ),
      { returned: [], loss: 'BYE was answered with 481' },
      'high',
    ],
  },
  unproven: {
    'the 2xx is cut': [call('without Record-Route cut 246'), 'message-cut'],
  },
})
