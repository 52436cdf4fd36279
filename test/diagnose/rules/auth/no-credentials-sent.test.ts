import { noCredentialsSent } from '../../../../src/diagnose/rules/auth/no-credentials-sent.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CHALLENGE = 'header "Proxy-Authenticate: Digest realm=trunk.example.com, nonce=abc"'
const CREDENTIALS =
  'header "Proxy-Authorization: Digest username=alice, realm=trunk.example.com, nonce=abc, uri=sip:bob@203.0.113.7, response=00"'
const challenged = `
  0    192.0.2.1 > 203.0.113.7  INVITE
  0.1  203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
  0.2  192.0.2.1 > 203.0.113.7  ACK`
const later = `
  30   192.0.2.9 > 203.0.113.7  OPTIONS
  30.1 203.0.113.7 > 192.0.2.9  200`

testRule(noCredentialsSent, {
  quiet: {
    'credentials follow': ladder`${challenged}
      0.3  192.0.2.1 > 203.0.113.7  INVITE  ${CREDENTIALS}
      0.4  203.0.113.7 > 192.0.2.1  200${later}`,
    'credentials follow and are refused, which is another rule': ladder`${challenged}
      0.3  192.0.2.1 > 203.0.113.7  INVITE  ${CREDENTIALS}
      0.4  203.0.113.7 > 192.0.2.1  403${later}`,
    'under another Call-ID': ladder`${challenged}
      0.3  192.0.2.1 > 203.0.113.7  INVITE  call two ${CREDENTIALS}
      0.4  203.0.113.7 > 192.0.2.1  200${later}`,
    'a ping': ladder`
      0    192.0.2.1 > 203.0.113.7  OPTIONS
      0.1  203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}${later}`,
    'a scanner': ladder`
      0    192.0.2.1 > 203.0.113.7  INVITE  header "User-Agent: friendly-scanner"
      0.1  203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}${later}`,
    'the call went another way': ladder`${challenged}
      0.3  192.0.2.1 > 203.0.113.8  INVITE  initial
      0.4  203.0.113.8 > 192.0.2.1  200${later}`,
  },
  fires: {
    'nothing follows': [
      ladder`${challenged}${later}`,
      { method: 'INVITE', status: 407, realm: 'trunk.example.com', tries: 1 },
      'high',
    ],
    'a registration, twice': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  REGISTER
        203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}`,
      { method: 'REGISTER', tries: 2 },
      'high',
    ],
    'text without times, with something behind it': [
      ladder`
        192.0.2.1 > 203.0.113.7  INVITE
        203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  ACK
        192.0.2.9 > 203.0.113.7  OPTIONS
        203.0.113.7 > 192.0.2.9  200`,
      { method: 'INVITE', tries: 1 },
      'high',
    ],
  },
  unproven: {
    'the input ends with the challenge': [ladder`${challenged}`, 'ends-mid-dialog'],
    'text that ends with it': [
      ladder`
        192.0.2.1 > 203.0.113.7  INVITE
        203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  ACK`,
      'ends-mid-dialog',
    ],
  },
})
