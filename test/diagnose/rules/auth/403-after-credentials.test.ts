import { forbiddenAfterCredentials } from '../../../../src/diagnose/rules/auth/403-after-credentials.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const AUTH = 'header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:x, response=00"'

testRule(forbiddenAfterCredentials, {
  quiet: {
    'no credentials': ladder`
      192.0.2.1 > 203.0.113.7  INVITE
      203.0.113.7 > 192.0.2.1  403`,
    'another refusal': ladder`
      192.0.2.1 > 203.0.113.7  INVITE  ${AUTH}
      203.0.113.7 > 192.0.2.1  404`,
    'a scanner': ladder`
      192.0.2.1 > 203.0.113.7  REGISTER  header "User-Agent: friendly-scanner" ${AUTH}
      203.0.113.7 > 192.0.2.1  403`,
  },
  fires: {
    'a registration': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER  ${AUTH}
        203.0.113.7 > 192.0.2.1  403`,
      { method: 'REGISTER', username: 'alice' },
      'high',
    ],
    'a call': [
      ladder`
        192.0.2.1 > 203.0.113.7  INVITE  ${AUTH}
        203.0.113.7 > 192.0.2.1  403`,
      { method: 'INVITE' },
      'high',
    ],
    'a later try succeeds': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER  ${AUTH}
        203.0.113.7 > 192.0.2.1  403
        192.0.2.1 > 203.0.113.7  REGISTER  ${AUTH}
        203.0.113.7 > 192.0.2.1  200`,
      { method: 'REGISTER' },
      'info',
    ],
  },
  unproven: {
    'the request is cut': [
      ladder`
        0   192.0.2.1 > 203.0.113.7  INVITE  cut 262
        0.1 203.0.113.7 > 192.0.2.1  403`,
      'message-cut',
    ],
  },
})
