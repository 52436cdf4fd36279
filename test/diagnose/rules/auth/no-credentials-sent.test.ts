import { expect, test } from 'vitest'
import { noCredentialsSent } from '../../../../src/diagnose/rules/auth/no-credentials-sent.ts'
import { ladder } from '../../../support/ladder.ts'
import { report } from '../../../support/report.ts'
import { testRule } from '../../../support/test-rule.ts'

const CHALLENGE = 'header "Proxy-Authenticate: Digest realm=trunk.example.com, nonce=abc"'
const CREDENTIALS =
  'header "Proxy-Authorization: Digest username=alice, realm=trunk.example.com, nonce=abc, uri=sip:bob@203.0.113.7, response=00"'
const challenged = `
  0    192.0.2.1 > 203.0.113.7  INVITE
  0.1  203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
  0.2  192.0.2.1 > 203.0.113.7  ACK`
const later = `
  230   192.0.2.9 > 203.0.113.7  OPTIONS call three
  230.1 203.0.113.7 > 192.0.2.9  200 call three`
const pings = `
  34   192.0.2.9 > 203.0.113.7  OPTIONS call four
  34.1 203.0.113.7 > 192.0.2.9  200 call four
  70   192.0.2.9 > 203.0.113.7  OPTIONS call five
  70.1 203.0.113.7 > 192.0.2.9  200 call five`

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
    'a person is asked for them first': ladder`${challenged}${pings}
      80   192.0.2.1 > 203.0.113.7  INVITE  initial ${CREDENTIALS}
      80.1 203.0.113.7 > 192.0.2.1  200${later}`,
    'and they are refused, which is another rule': ladder`${challenged}${pings}
      80   192.0.2.1 > 203.0.113.7  INVITE  initial ${CREDENTIALS}
      80.1 203.0.113.7 > 192.0.2.1  403${later}`,
    'and calls again': ladder`${challenged}${pings}
      80   192.0.2.1 > 203.0.113.7  INVITE  call two ${CREDENTIALS}
      80.1 203.0.113.7 > 192.0.2.1  200${later}`,
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

test.each([
  ['in the same call', 'initial'],
  ['in another call', 'call two'],
])('late credentials are waited for, however the input is cut: %s', (_, how) => {
  const drawn = ladder`${challenged}${pings}
    80   192.0.2.1 > 203.0.113.7  INVITE  ${how} ${CREDENTIALS}
    80.1 203.0.113.7 > 192.0.2.1  200${later}`
  for (const chunkBytes of [600, drawn.bytes.length])
    expect(report(drawn, chunkBytes).findings.map(({ rule }) => rule)).not.toContain(noCredentialsSent.id)
})
