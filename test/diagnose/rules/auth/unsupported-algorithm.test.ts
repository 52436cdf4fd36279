import { unsupportedAlgorithm } from '../../../../src/diagnose/rules/auth/unsupported-algorithm.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const challenge = (algorithm: string) =>
  `header "WWW-Authenticate: Digest realm=pbx, nonce=abc, algorithm=${algorithm}"`
const AUTH = 'header "Authorization: Digest username=a, realm=pbx, nonce=abc, uri=sip:x, response=00"'

testRule(unsupportedAlgorithm, {
  quiet: {
    MD5: ladder`
      192.0.2.1 > 203.0.113.7  REGISTER
      203.0.113.7 > 192.0.2.1  401  ${challenge('md5')}`,
    'MD5 beside another': ladder`
      192.0.2.1 > 203.0.113.7  REGISTER
      203.0.113.7 > 192.0.2.1  401  ${challenge('SHA-256')} ${challenge('MD5')}`,
    'the client knows it': ladder`
      192.0.2.1 > 203.0.113.7  REGISTER
      203.0.113.7 > 192.0.2.1  401  ${challenge('SHA-256')}
      192.0.2.1 > 203.0.113.7  REGISTER  ${AUTH}
      203.0.113.7 > 192.0.2.1  403`,
  },
  fires: {
    'SHA-256 alone, and no credentials': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  ${challenge('SHA-256')}`,
      { offered: 'SHA-256', known: true },
      'high',
    ],
    'one that nobody knows': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  ${challenge('ROT13')}`,
      { offered: 'ROT13', known: false },
      'high',
    ],
  },
  unproven: {
    'the challenge is cut': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  cut 243`,
      'message-cut',
    ],
  },
})
