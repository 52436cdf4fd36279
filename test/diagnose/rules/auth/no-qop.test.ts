import { noQop } from '../../../../src/diagnose/rules/auth/no-qop.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  192.0.2.1 > 203.0.113.7  REGISTER
  203.0.113.7 > 192.0.2.1  401  header "WWW-Authenticate: Digest realm=pbx, nonce=n1${rest}"`

testRule(noQop, {
  quiet: { auth: call(', qop=auth'), 'auth-int as well': call(', qop=auth,auth-int') },
  fires: { none: [call(''), {}, 'low'] },
  unproven: {
    'the challenge is cut': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  cut 243`,
      'message-cut',
    ],
  },
})
