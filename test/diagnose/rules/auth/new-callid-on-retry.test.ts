import { newCallidOnRetry } from '../../../../src/diagnose/rules/auth/new-callid-on-retry.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CHALLENGE = 'header "WWW-Authenticate: Digest realm=pbx, nonce=n1"'
const AUTH = 'header "Authorization: Digest username=a, realm=pbx, nonce=n1, uri=sip:x, response=00"'
const call = (at: number, retry: string) => ladder`
  0    192.0.2.1 > 203.0.113.7  REGISTER
  0.1  203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}
  ${at} 192.0.2.1 > 203.0.113.7  REGISTER  ${AUTH} ${retry}
  ${at + 0.1} 203.0.113.7 > 192.0.2.1  200`

testRule(newCallidOnRetry, {
  quiet: {
    'the same Call-ID': call(0.2, ''),
    'a registration begun again later': call(20, 'header "Call-ID: other@ladder.example"'),
  },
  fires: {
    'another Call-ID': [
      call(0.2, 'header "Call-ID: other@ladder.example"'),
      { method: 'REGISTER', what: 'Call-ID' },
      'low',
    ],
    'another From tag': [call(0.2, 'header "From: <sip:alice@192.0.2.1>;tag=new"'), { what: 'From tag' }, 'low'],
  },
  unproven: {
    'no times': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  REGISTER  ${AUTH} header "Call-ID: other@ladder.example"
        203.0.113.7 > 192.0.2.1  200`,
      'no-timestamps',
    ],
  },
})
