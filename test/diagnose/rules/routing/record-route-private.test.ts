import { recordRoutePrivate } from '../../../../src/diagnose/rules/routing/record-route-private.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const RR = 'header "Record-Route: <sip:10.0.0.20;lr>"'
const call = (rest: string, routes = RR) => ladder`
  0    192.0.2.20 > 198.51.100.9  INVITE  ${routes}
  0.1  198.51.100.9 > 192.0.2.20  200
  0.2  192.0.2.20 > 198.51.100.9  ACK
  ${rest}`

testRule(recordRoutePrivate, {
  quiet: {
    'a public one': call('', 'header "Record-Route: <sip:192.0.2.20;lr>"'),
    'the public one of a pair comes first': call(
      '',
      'header "Record-Route: <sip:192.0.2.20;lr>" header "Record-Route: <sip:10.0.0.20;lr>"',
    ),
    'a private peer': ladder`
      10.0.0.20 > 10.0.0.9  INVITE  ${RR}
      10.0.0.9 > 10.0.0.20  200`,
  },
  fires: {
    'no request of the peer was seen': [call(''), { host: '10.0.0.20', peer: '198.51.100.9' }, 'medium'],
    'its BYE arrives': [
      call(`9 198.51.100.9 > 192.0.2.20  BYE
            9.1 192.0.2.20 > 198.51.100.9  200`),
      { loss: '' },
      'low',
    ],
    'its BYE is lost': [
      call(`9   198.51.100.9 > 192.0.2.20  BYE
            9.5 198.51.100.9 > 192.0.2.20  BYE  again
            10.5 198.51.100.9 > 192.0.2.20  BYE  again
            50 192.0.2.99 > 192.0.2.20  OPTIONS`),
      { loss: 'BYE was sent 3 times and not answered' },
      'high',
    ],
    'a pair the wrong way round': [
      call('', 'header "Record-Route: <sip:10.0.0.20;lr>" header "Record-Route: <sip:192.0.2.20;lr>"'),
      { host: '10.0.0.20' },
      'medium',
    ],
    'the call is refused': [
      ladder`
        0    192.0.2.20 > 198.51.100.9  INVITE  ${RR}
        0.1  198.51.100.9 > 192.0.2.20  486`,
      { host: '10.0.0.20' },
      'low',
    ],
  },
  unproven: {
    'nothing tells where it went': [
      ladder`
        as raw
        192.0.2.20 > 198.51.100.9  INVITE  ${RR}`,
      'one-direction-only',
    ],
  },
})
