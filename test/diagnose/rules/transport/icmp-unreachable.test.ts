import { icmpUnreachable } from '../../../../src/diagnose/rules/transport/icmp-unreachable.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio 192.0.2.10:4000 PCMU
  1    192.0.2.20 > 192.0.2.10  200     sdp audio 192.0.2.20:5000 PCMU
  1.1  192.0.2.10 > 192.0.2.20  ACK
  ${rest}
  40   192.0.2.10 > 192.0.2.20  BYE
  40.1 192.0.2.20 > 192.0.2.10  200`
const icmp = (at: number, port = 5000) =>
  `${at} 192.0.2.20 > 192.0.2.10  icmp port-unreachable for 192.0.2.10:4000 > 192.0.2.20:${port}`
const icmps = (count: number, from: number, port?: number) =>
  Array.from({ length: count }, (_, i) => icmp(from + i / 10, port)).join('\n')
const OUT = '1.2 192.0.2.10:4000 > 192.0.2.20:5000  rtp PCMU 1500'
const BACK = '1.2 192.0.2.20:5000 > 192.0.2.10:4000  rtp PCMU 1500'

testRule(icmpUnreachable, {
  quiet: {
    none: call(''),
    'right after the answer and around the BYE': call(
      `${OUT}\n${icmps(12, 1.3)}\n${icmps(12, 38.5)}\n${icmps(5, 40.1)}`,
    ),
    'TTL exceeded': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.1 > 192.0.2.10  icmp ttl-exceeded for 192.0.2.10 > 192.0.2.20`,
  },
  fires: {
    'the INVITE meets a closed port': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE
        0.1  192.0.2.20 > 192.0.2.10  icmp port-unreachable`,
      { what: 'signalling', target: '192.0.2.20:5060', name: 'port unreachable', count: 1 },
      'critical',
    ],
    'and the call goes through later': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE
        0.1  192.0.2.20 > 192.0.2.10  icmp port-unreachable
        0.5  192.0.2.10 > 192.0.2.20  INVITE  again
        0.6  192.0.2.20 > 192.0.2.10  200`,
      { what: 'signalling' },
      'low',
    ],
    'a REGISTER': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  REGISTER
        0.1  192.0.2.1 > 192.0.2.10  icmp admin-prohibited for 192.0.2.10 > 192.0.2.20`,
      { name: 'administratively prohibited' },
      'high',
    ],
    OPTIONS: [
      ladder`
        0    192.0.2.10 > 192.0.2.20  OPTIONS
        0.1  192.0.2.20 > 192.0.2.10  icmp port-unreachable`,
      { what: 'signalling' },
      'medium',
    ],
    'a scanner': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  OPTIONS  header "User-Agent: friendly-scanner"
        0.1  192.0.2.20 > 192.0.2.10  icmp port-unreachable`,
      { what: 'signalling' },
      'low',
    ],
    'ten during the call': [call(`${OUT}\n${icmps(10, 10)}`), { what: 'media', count: 10 }, 'high'],
    'one during the call': [call(`${OUT}\n${BACK}\n${icmp(10)}`), { what: 'media', count: 1 }, 'low'],
    'nine during the call': [call(`${OUT}\n${icmps(9, 10)}`), { what: 'media', count: 9 }, 'low'],
    'ten, and the port takes media before and after': [
      call(`${OUT}\n${BACK}\n${icmps(10, 10)}`),
      { what: 'media', count: 10 },
      'low',
    ],
    'media comes from a port that refuses what it is sent': [
      call(`${OUT}\n${BACK}\n${Array.from({ length: 27 }, (_, i) => icmp(3.2 + i)).join('\n')}`),
      { what: 'media', count: 27 },
      'high',
    ],
    'so many that the later ones are not kept': [
      call(`${OUT}\n${BACK}\n${Array.from({ length: 60 }, (_, i) => icmp(3.2 + i / 5)).join('\n')}`),
      { what: 'media', count: 60 },
      'high',
    ],
    'about RTCP': [call(`${OUT}\n${BACK}\n${icmps(10, 10, 5001)}`), { what: 'rtcp' }, 'low'],
  },
  unproven: {
    'text shows no ICMP': [ladder`192.0.2.10 > 192.0.2.20  INVITE`, 'one-direction-only'],
  },
})
