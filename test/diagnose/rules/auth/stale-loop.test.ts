import { staleLoop } from '../../../../src/diagnose/rules/auth/stale-loop.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const challenge = (nonce: string, extra = '') => `header "WWW-Authenticate: Digest realm=pbx, nonce=${nonce}${extra}"`
const auth = (nonce: string) =>
  `header "Authorization: Digest username=a, realm=pbx, nonce=${nonce}, uri=sip:x, response=00"`
const STALE = ', stale=TRUE'
const begun = `
  192.0.2.1 > 203.0.113.7  REGISTER
  203.0.113.7 > 192.0.2.1  401  ${challenge('n1')}
  192.0.2.1 > 203.0.113.7  REGISTER  ${auth('n1')}
  203.0.113.7 > 192.0.2.1  401  ${challenge('n2', STALE)}
  192.0.2.1 > 203.0.113.7  REGISTER  ${auth('n2')}`

testRule(staleLoop, {
  quiet: {
    once: ladder`${begun}
      203.0.113.7 > 192.0.2.1  200`,
    'refused for another reason afterwards': ladder`${begun}
      203.0.113.7 > 192.0.2.1  401  ${challenge('n3')}`,
  },
  fires: {
    twice: [
      ladder`${begun}
        203.0.113.7 > 192.0.2.1  401  ${challenge('n3', STALE)}`,
      { method: 'REGISTER', realm: 'pbx', tries: 2 },
      'medium',
    ],
  },
  unproven: {
    'the second challenge is cut': [
      ladder`${begun}
        203.0.113.7 > 192.0.2.1  401  cut 243`,
      'message-cut',
    ],
  },
})
