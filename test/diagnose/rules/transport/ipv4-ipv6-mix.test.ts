import { ipv4Ipv6Mix } from '../../../../src/diagnose/rules/transport/ipv4-ipv6-mix.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offer: string, answer: string, rest = '') => ladder`
  0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio ${offer} PCMU
  1    192.0.2.20 > 192.0.2.10  200     sdp audio ${answer} PCMU
  1.1  192.0.2.10 > 192.0.2.20  ACK
  ${rest}`
const V6 = '[2001:db8::10]:4000'

testRule(ipv4Ipv6Mix, {
  quiet: {
    'IPv4 on both sides': call('192.0.2.10:4000', '192.0.2.20:5000'),
    'IPv6 on both sides': call(V6, '[2001:db8::20]:5000'),
    brackets: ladder`[2001:db8::10] > [2001:db8::20]  INVITE`,
    'ICE offers both':
      call(`${V6}`, '192.0.2.20:5000').bytes &&
      ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio ${V6} PCMU line "a=candidate:1 1 udp 1 192.0.2.10 4000 typ host"
      1    192.0.2.20 > 192.0.2.10  200     sdp audio 192.0.2.20:5000 PCMU`,
    'a hold': call(V6, '0.0.0.0:5000'),
    'IPv6 media over IPv4, accepted': call(V6, '[2001:db8::20]:5000'),
  },
  fires: {
    'one side each': [
      call(V6, '192.0.2.20:5000'),
      { how: 'families', address: '2001:db8::10', other: '192.0.2.20' },
      'medium',
    ],
    'an IPv6 offer to an IPv4 host is refused': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio ${V6} PCMU
        1    192.0.2.20 > 192.0.2.10  488`,
      { how: 'signalling' },
      'medium',
    ],
    'no brackets': [
      ladder`0 [2001:db8::10] > [2001:db8::20]  INVITE  uri sip:bob@2001:db8::20`,
      { how: 'brackets', address: '2001:db8::20', where: 'The Request-URI' },
      'medium',
    ],
    'no brackets, refused': [
      ladder`
        0    [2001:db8::10] > [2001:db8::20]  INVITE  header "Contact: <sip:a@2001:db8::10>"
        0.1  [2001:db8::20] > [2001:db8::10]  400`,
      { how: 'brackets', where: 'Contact' },
      'high',
    ],
    'a link-local Contact': [
      ladder`0 192.0.2.10 > 192.0.2.20  INVITE  header "Contact: <sip:a@[fe80::1]>"`,
      { how: 'link-local', where: 'Contact' },
      'medium',
    ],
    'a link-local c= line, and the call works': [
      call('[fe80::1]:4000', '[2001:db8::20]:5000'),
      { how: 'link-local' },
      'low',
    ],
  },
  unproven: {
    'the INVITE is cut': [ladder`0 [2001:db8::10] > [2001:db8::20]  INVITE  cut 250`, 'message-cut'],
  },
})
