import { routeUnreachable } from '../../../../src/diagnose/rules/routing/route-unreachable.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const route = (uri: string) => `header "Route: <${uri}>"`
const refused = (uri: string, status = 408, from = '198.51.100.4', to = '10.0.30.2') => ladder`
  ${from} > ${to}  MESSAGE  ${route(uri)}
  ${to} > ${from}  ${status}`

testRule(routeUnreachable, {
  quiet: {
    'the server took its own route off, and answered itself': refused('sip:10.0.30.2;lr'),
    'a route to a name': refused('sip:core.example.com;lr'),
    'a route in the same network': refused('sip:10.0.30.9;lr'),
    'it was accepted': refused('sip:198.51.100.4:4401;lr', 200),
    'it was sent on': ladder`
      198.51.100.4 > 10.0.30.2  MESSAGE  ${route('sip:198.51.100.4:4401;lr')}
      10.0.30.2 > 10.0.30.9  MESSAGE  forwarded
      10.0.30.2 > 198.51.100.4  408`,
  },
  fires: {
    'it leads back to where it came from': [
      refused('sip:198.51.100.4:4401;transport=tls;lr'),
      { why: 'hairpin', sender: '10.0.30.2', loss: 'MESSAGE was answered with 408' },
      'high',
    ],
    'a public server is to send to a private address': [
      refused('sip:10.1.1.1;lr', 503, '198.51.100.4', '203.0.113.7'),
      { why: 'private', sender: '203.0.113.7' },
      'high',
    ],
    'another private network': [refused('sip:192.168.7.7;lr'), { why: 'other-site' }, 'high'],
    'silence, and an ICMP error': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  ${route('sip:192.0.2.20;lr')}
        0.1  192.0.2.20 > 192.0.2.10  icmp port-unreachable
        0.5  192.0.2.10 > 192.0.2.20  INVITE  again
        1.5  192.0.2.10 > 192.0.2.20  INVITE  again`,
      { why: 'icmp' },
      'high',
    ],
    'all calls on that way': [
      ladder`${Array.from(
        { length: 5 },
        (_, i) => `
        198.51.100.4 > 10.0.30.2  INVITE  call c${i} ${route('sip:198.51.100.4:4401;lr')}
        10.0.30.2 > 198.51.100.4  408`,
      ).join('')}`,
      { why: 'hairpin' },
      'critical',
    ],
  },
  unproven: {
    'nobody knows who has to send it on': [
      ladder`
        as raw
        198.51.100.4 > 10.0.30.2  MESSAGE  ${route('sip:198.51.100.4:4401;lr')}
        10.0.30.2 > 198.51.100.4  408`,
      'one-direction-only',
    ],
  },
})
