import { signalingCleartext } from '../../../../src/diagnose/rules/security/signaling-cleartext.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const open = ladder`203.0.113.1 > 203.0.113.7  OPTIONS`

testRule(signalingCleartext, {
  quiet: {
    'a log of TLS': ladder`
      as raw
      203.0.113.1 > 203.0.113.7  OPTIONS  over TLS`,
  },
  fires: {
    'between public hosts': [open, { transport: 'UDP', open: true }, 'low'],
    'on a private path': [ladder`10.0.0.1 > 10.0.0.7  OPTIONS`, { open: false }, 'info'],
    'in a text that names no transport, by its Via': [
      ladder`
        as raw
        10.0.0.1 > 10.0.0.7  OPTIONS  over TCP`,
      { transport: 'TCP' },
      'info',
    ],
    'against the policy': [
      withOptions(ladder`10.0.0.1 > 10.0.0.7  OPTIONS`, { policy: { tlsRequired: true } }),
      { open: false },
      'medium',
    ],
  },
  unproven: {
    'captured behind a TLS offloader': [
      ladder`203.0.113.1 > 203.0.113.7  OPTIONS  header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-1"`,
      'encrypted',
    ],
  },
})
