import { recordRouteIgnored } from '../../../../src/diagnose/rules/routing/record-route-ignored.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const RR = 'header "Record-Route: <sip:192.0.2.20;lr>"'
const ROUTE = 'header "Route: <sip:192.0.2.20;lr>"'
const call = (ack: string, rest = '') => ladder`
  0    192.0.2.10 > 192.0.2.20    INVITE
  0.1  192.0.2.20 > 198.51.100.9  INVITE  forwarded ${RR}
  0.2  198.51.100.9 > 192.0.2.20  200
  0.3  192.0.2.20 > 192.0.2.10    200  forwarded
  0.4  ${ack}
  ${rest}`
const WAY = '192.0.2.10 > 198.51.100.9  ACK  uri sip:bob@198.51.100.9'

testRule(recordRouteIgnored, {
  quiet: {
    'the route is kept': call(`192.0.2.10 > 192.0.2.20  ACK  uri sip:bob@198.51.100.9 ${ROUTE}`),
    'an outbound proxy on top': call(
      `192.0.2.10 > 192.0.2.20  ACK  header "Route: <sip:192.0.2.19;lr>, <sip:192.0.2.20;lr>"`,
    ),
    'no Record-Route': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  200
      0.2  192.0.2.10 > 192.0.2.20  ACK`,
    'a proxy took its entry off': ladder`
      0    192.0.2.20 > 198.51.100.9  INVITE  header "Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-2" header "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-1" ${RR}
      0.1  198.51.100.9 > 192.0.2.20  200
      0.2  192.0.2.20 > 198.51.100.9  ACK  header "Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-4" header "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-3"`,
    'a strict router': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  200  header "Record-Route: <sip:192.0.2.20>"
      0.2  192.0.2.10 > 192.0.2.20  ACK  uri sip:192.0.2.20`,
  },
  fires: {
    'an ACK that goes past the proxy, and the 2xx is repeated': [
      call(
        WAY,
        `0.7  192.0.2.20 > 192.0.2.10  200  again
         1.7  192.0.2.20 > 192.0.2.10  200  again
         3.7  192.0.2.20 > 192.0.2.10  200  again`,
      ),
      { method: 'ACK', by: 'caller', sent: [], expected: ['sip:192.0.2.20;lr'] },
      'high',
    ],
    'it arrives all the same': [call(WAY), { method: 'ACK' }, 'low'],
    'a BYE of the callee that is refused': [
      call(
        `192.0.2.10 > 192.0.2.20  ACK  uri sip:bob@198.51.100.9 ${ROUTE}`,
        `9    198.51.100.9 > 192.0.2.20  BYE  uri sip:alice@192.0.2.10
         9.1  192.0.2.20 > 198.51.100.9  481`,
      ),
      { method: 'BYE', by: 'callee', loss: 'BYE was answered with 481' },
      'high',
    ],
  },
  unproven: {
    'the dialog began before': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  BYE  tag x header "Record-Route: <sip:192.0.2.20;lr>"
        0.1  192.0.2.20 > 192.0.2.10  200
        1    192.0.2.10 > 192.0.2.20  INVITE  tag x
        1.1  192.0.2.20 > 192.0.2.10  200`,
      'starts-mid-dialog',
    ],
  },
})
