import { uriMismatch } from '../../../../src/diagnose/rules/auth/uri-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CHALLENGE = 'header "WWW-Authenticate: Digest realm=pbx, nonce=n1"'
const auth = (uri: string) => `header "Authorization: Digest username=a, realm=pbx, nonce=n1, uri=${uri}, response=00"`
const call = (uri: string, answer: string) => ladder`
  192.0.2.1 > 203.0.113.7  REGISTER  uri sip:203.0.113.7
  203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}
  192.0.2.1 > 203.0.113.7  REGISTER  uri sip:203.0.113.7 ${auth(uri)}
  203.0.113.7 > 192.0.2.1  ${answer}`

testRule(uriMismatch, {
  quiet: {
    'the same': call('sip:203.0.113.7', `401  ${CHALLENGE}`),
    'a parameter more': call('sip:203.0.113.7;transport=udp', `401  ${CHALLENGE}`),
    'accepted all the same': call('sip:pbx.example.com', '200'),
    'refused once, and accepted another time': ladder`
      0    10.0.0.5 > 203.0.113.7 REGISTER
      0.1  203.0.113.7 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"
      0.2  10.0.0.5 > 203.0.113.7 REGISTER header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:pbx.example.com, response=00"
      0.3  203.0.113.7 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n9"
      100  10.0.0.5 > 203.0.113.7 REGISTER
      100.1 203.0.113.7 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n2"
      100.2 10.0.0.5 > 203.0.113.7 REGISTER header "Authorization: Digest username=alice, realm=pbx, nonce=n2, uri=sip:pbx.example.com, response=01"
      100.3 203.0.113.7 > 10.0.0.5 200`,
  },
  fires: {
    'another host': [
      call('sip:pbx.example.com', `401  ${CHALLENGE}`),
      { signed: 'sip:pbx.example.com', requested: 'sip:203.0.113.7', method: 'REGISTER' },
      'medium',
    ],
  },
  unproven: {
    'the nonce is older than the input': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER  uri sip:203.0.113.7 ${auth('sip:pbx.example.com')}
        203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}`,
      'starts-mid-dialog',
    ],
  },
})
