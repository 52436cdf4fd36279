import { wsViaInvalidHost } from '../../../../src/diagnose/rules/transport/ws-via-invalid-host.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(wsViaInvalidHost, {
  quiet: {
    UDP: ladder`192.0.2.10 > 192.0.2.20  INVITE`,
    'a WebSocket client with an address': ladder`192.0.2.10 > 192.0.2.20  INVITE  over WS`,
    'the name over UDP': ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Via: SIP/2.0/UDP abc.invalid;branch=z9hG4bK-1"`,
  },
  fires: {
    'in Via': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  over WS header "Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK-1"`,
      { host: 'df7jal23ls0d.invalid', where: 'Via' },
      'info',
    ],
    'in Contact': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Contact: <sip:a@df7jal23ls0d.invalid;transport=ws>"`,
      { where: 'Contact' },
      'info',
    ],
  },
})
