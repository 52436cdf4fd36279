import { md5Only } from '../../../../src/diagnose/rules/auth/md5-only.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const challenge = (rest: string) => `header "WWW-Authenticate: Digest realm=pbx, nonce=n1${rest}"`
const call = (headers: string) => ladder`
  192.0.2.1 > 203.0.113.7  REGISTER
  203.0.113.7 > 192.0.2.1  401  ${headers}`

testRule(md5Only, {
  quiet: {
    'SHA-256': call(challenge(', algorithm=SHA-256')),
    both: call(`${challenge(', algorithm=SHA-256')} ${challenge(', algorithm=MD5')}`),
    'another scheme': call('header "WWW-Authenticate: Bearer realm=pbx"'),
  },
  fires: {
    named: [call(challenge(', algorithm=MD5')), {}, 'low'],
    'by default': [call(challenge('')), {}, 'low'],
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
