import { loopDetected } from '../../../../src/diagnose/rules/routing/loop-detected.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const via = (host: string, branch: string) => `header "Via: SIP/2.0/UDP ${host};branch=${branch}"`
const chain = (...hosts: readonly string[]) => hosts.map((host, index) => via(host, `z9hG4bK-v${index}`)).join(' ')

testRule(loopDetected, {
  quiet: {
    'one proxy': ladder`192.0.2.20 > 192.0.2.30  INVITE  ${chain('192.0.2.20', '192.0.2.10')}`,
    'programs of one machine': ladder`
      192.0.2.20 > 192.0.2.30  INVITE  ${chain('127.0.0.1:5060', '192.0.2.20', '127.0.0.1:5060', '192.0.2.10')}`,
    'two ports of one host': ladder`
      192.0.2.20 > 192.0.2.30  INVITE  ${chain('192.0.2.20:5060', '192.0.2.20:5080', '192.0.2.10')}`,
    'the same request on two hops': ladder`
      192.0.2.10 > 192.0.2.20  INVITE
      192.0.2.20 > 192.0.2.30  INVITE  forwarded
      192.0.2.30 > 192.0.2.40  INVITE  forwarded`,
  },
  fires: {
    'a server is met twice': [
      ladder`192.0.2.20 > 192.0.2.30  INVITE  ${chain('192.0.2.20', '192.0.2.30', '192.0.2.20', '192.0.2.10')}`,
      { visits: 2, refused: undefined },
      'low',
    ],
    'a server is met three times': [
      ladder`
        192.0.2.20 > 192.0.2.30  INVITE  ${chain('192.0.2.20', '192.0.2.30', '192.0.2.20', '192.0.2.30', '192.0.2.20', '192.0.2.10')}`,
      { host: '192.0.2.20:5060', visits: 3, how: 'via' },
      'critical',
    ],
    'twice, and 482 follows': [
      ladder`
        192.0.2.20 > 192.0.2.30  INVITE  ${chain('192.0.2.20', '192.0.2.30', '192.0.2.20', '192.0.2.10')}
        192.0.2.30 > 192.0.2.20  482`,
      { visits: 2, refused: 482 },
      'critical',
    ],
    'a spiral': [
      ladder`
        192.0.2.20 > 192.0.2.30  INVITE  uri sip:hunt@192.0.2.30 ${chain('192.0.2.20', '192.0.2.10')}
        192.0.2.20 > 192.0.2.40  INVITE  uri sip:bob@192.0.2.40 initial cseq 1 header "Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-9" ${chain('192.0.2.30', '192.0.2.20', '192.0.2.20', '192.0.2.10').replaceAll('v1', 'v0').replaceAll('v2', 'v7')}`,
      { spiral: true },
      'low',
    ],
    'the same request comes in again and again': [
      ladder`
        0    192.0.2.20 > 192.0.2.30  INVITE  header "Max-Forwards: 68"
        0.01 192.0.2.20 > 192.0.2.30  INVITE  initial cseq 1 uri sip:bob@192.0.2.30 header "Max-Forwards: 66"
        0.02 192.0.2.20 > 192.0.2.30  INVITE  initial cseq 1 uri sip:bob@192.0.2.30 header "Max-Forwards: 64"`,
      { how: 'hops', visits: 3 },
      'critical',
    ],
  },
  unproven: {
    'the request is cut': [ladder`0 192.0.2.20 > 192.0.2.30  INVITE  cut 120`, 'message-cut'],
  },
})
