import { transportMismatch } from '../../../../src/diagnose/rules/routing/transport-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const via = (transport: string) => `header "Via: SIP/2.0/${transport} 192.0.2.10:5060;branch=z9hG4bK-t;rport"`

testRule(transportMismatch, {
  quiet: {
    'UDP and UDP': ladder`0 192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@192.0.2.20;transport=udp`,
    'TCP and TCP': ladder`0 192.0.2.10 > 192.0.2.20  INVITE  over TCP uri sip:bob@192.0.2.20;transport=tcp`,
    'the next hop is another host': ladder`0 192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@192.0.2.99;transport=tcp`,
    'UDP to 5061': ladder`0 192.0.2.10 > 192.0.2.20:5061  INVITE`,
  },
  fires: {
    'TCP in Via and UDP on the wire, answered': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  ${via('TCP')}
        0.1  192.0.2.20 > 192.0.2.10  200`,
      { what: 'via', said: 'TCP', went: 'UDP', answered: true },
      'info',
    ],
    'and not answered': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  ${via('TCP')}
        0.5  192.0.2.10 > 192.0.2.20  INVITE  again
        1.5  192.0.2.10 > 192.0.2.20  INVITE  again`,
      { answered: false },
      'high',
    ],
    'the target asks for TCP': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  uri sip:bob@192.0.2.20;transport=tcp`,
      { what: 'target', said: 'TCP', went: 'UDP' },
      'medium',
    ],
    'a sips URI in the clear': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  uri sips:bob@192.0.2.20
        0.1  192.0.2.20 > 192.0.2.10  200`,
      { what: 'sips', went: 'UDP' },
      'info',
    ],
  },
  unproven: {
    'a tap behind a TLS offloader': [ladder`0 192.0.2.10 > 192.0.2.20  INVITE  ${via('TLS')}`, 'encrypted'],
  },
})
