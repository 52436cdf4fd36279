import { sipsDowngrade } from '../../../../src/diagnose/rules/security/sips-downgrade.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(sipsDowngrade, {
  quiet: {
    'a sip address': ladder`203.0.113.1 > 203.0.113.7  INVITE  uri sip:bob@example.com`,
    'over TLS': ladder`
      as raw
      203.0.113.1 > 203.0.113.7  INVITE  over TLS uri sips:bob@example.com`,
    'behind a TLS offloader': ladder`203.0.113.1 > 203.0.113.7  INVITE  uri sips:bob@example.com header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-1"`,
  },
  fires: {
    'over UDP': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  uri sips:bob@example.com`,
      { uri: 'sips:bob@example.com', transport: 'UDP' },
      'medium',
    ],
  },
  unproven: {
    'no Via in the log': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  uri sips:bob@example.com without Via`,
      'message-cut',
    ],
  },
})
