import { receivedMismatch } from '../../../../src/diagnose/rules/nat/received-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const via = (branch: number, rest: string) =>
  `header "Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-${branch}${rest}"`
const ping = (branch: number, rest: string) => `
  192.168.1.20 > 203.0.113.7  REGISTER  ${via(branch, ';rport')}
  203.0.113.7 > 192.168.1.20  200  ${via(branch, rest)}`

testRule(receivedMismatch, {
  quiet: {
    'nothing noted': ladder`${ping(1, '')}`,
    'the same noted': ladder`${ping(1, ';received=192.168.1.20;rport=5060')}`,
  },
  fires: {
    'another address': [
      ladder`${ping(1, ';received=198.51.100.4;rport=41022')}`,
      { said: '192.168.1.20:5060', seen: '198.51.100.4:41022' },
      'info',
    ],
    'the mapping changes': [
      ladder`${ping(1, ';received=198.51.100.4;rport=41022')}${ping(2, ';received=198.51.100.4;rport=41077')}`,
      { ports: [41022, 41077] },
      'medium',
    ],
  },
  unproven: {
    'no response in the input': [ladder`192.168.1.20 > 203.0.113.7  REGISTER`, 'one-direction-only'],
  },
})
