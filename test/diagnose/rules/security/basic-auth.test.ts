import { basicAuth } from '../../../../src/diagnose/rules/security/basic-auth.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(basicAuth, {
  quiet: {
    Digest: ladder`
      192.0.2.1 > 203.0.113.7  REGISTER
      203.0.113.7 > 192.0.2.1  401  header "WWW-Authenticate: Digest realm=pbx, nonce=n"`,
  },
  fires: {
    'a challenge': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  header "WWW-Authenticate: Basic realm=pbx"`,
      { who: 'server', method: 'REGISTER' },
      'critical',
    ],
    credentials: [
      ladder`192.0.2.1 > 203.0.113.7  REGISTER  header "Authorization: Basic YWxpY2U6c2VjcmV0"`,
      { who: 'client' },
      'critical',
    ],
  },
  unproven: {
    'the message is cut': [ladder`192.0.2.1 > 203.0.113.7  REGISTER  header "Authorization:" cut 300`, 'message-cut'],
  },
})
