import { challengeDialogAck } from '../../../../src/diagnose/rules/auth/challenge-dialog-ack.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const begun = `
  192.0.2.1 > 203.0.113.7  INVITE
  203.0.113.7 > 192.0.2.1  200
  192.0.2.1 > 203.0.113.7  ACK`
const CHALLENGE = 'header "Proxy-Authenticate: Digest realm=pbx, nonce=n1"'

testRule(challengeDialogAck, {
  quiet: {
    'the initial request': ladder`
      192.0.2.1 > 203.0.113.7  INVITE
      203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}`,
    'a BYE that is accepted': ladder`${begun}
      192.0.2.1 > 203.0.113.7  BYE
      203.0.113.7 > 192.0.2.1  200`,
  },
  fires: {
    'a BYE that never succeeds': [
      ladder`${begun}
        192.0.2.1 > 203.0.113.7  BYE
        203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}`,
      { method: 'BYE', status: 407, outcome: 'failed' },
      'medium',
    ],
    'a retry that is accepted': [
      ladder`${begun}
        192.0.2.1 > 203.0.113.7  BYE
        203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  BYE
        203.0.113.7 > 192.0.2.1  200`,
      { outcome: 'accepted' },
      'info',
    ],
    'a re-INVITE that is given up': [
      ladder`${begun}
        192.0.2.1 > 203.0.113.7  INVITE
        203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  ACK
        192.0.2.1 > 203.0.113.7  BYE
        203.0.113.7 > 192.0.2.1  200`,
      { method: 'INVITE', outcome: 'failed' },
      'low',
    ],
  },
  unproven: {
    'a capture that ends before the BYE could be tried again': [
      ladder`
        0    192.0.2.1 > 203.0.113.7  INVITE
        1    203.0.113.7 > 192.0.2.1  200
        1.1  192.0.2.1 > 203.0.113.7  ACK
        9    192.0.2.1 > 203.0.113.7  BYE
        9.1  203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}
        11   192.0.2.9 > 203.0.113.7  OPTIONS`,
      'ends-mid-dialog',
    ],
    'the input ends there': [
      ladder`${begun}
        192.0.2.1 > 203.0.113.7  INFO
        203.0.113.7 > 192.0.2.1  407  ${CHALLENGE}`,
      'ends-mid-dialog',
    ],
  },
})
