import { regFailed } from '../../../../src/diagnose/rules/reg/failed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CREDENTIALS = 'header "Authorization: Digest username=alice, realm=pbx, nonce=n1, response=0123456789abcdef"'

/** A response whose request is not in the input. */
const alone = (status: number) => ladder`
  as raw
  10.0.0.5 > 10.0.0.9 REGISTER cut 0
  10.0.0.9 > 10.0.0.5 ${status}`

testRule(regFailed, {
  quiet: {
    'challenged and accepted': ladder`
      10.0.0.5 > 10.0.0.9 REGISTER
      10.0.0.9 > 10.0.0.5 401
      10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
      10.0.0.9 > 10.0.0.5 200`,
    'taking the binding away': ladder`
      10.0.0.5 > 10.0.0.9 REGISTER expires 0
      10.0.0.9 > 10.0.0.5 403`,
    'a scanner is refused': ladder`
      198.51.100.66 > 10.0.0.9 REGISTER header "User-Agent: friendly-scanner"
      10.0.0.9 > 198.51.100.66 403`,
    'refused once, accepted later': ladder`
      10.0.0.5 > 10.0.0.9 REGISTER
      10.0.0.9 > 10.0.0.5 403
      10.0.0.5 > 10.0.0.9 REGISTER
      10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    forbidden: [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 403`,
      { status: 403, withCredentials: false },
      'critical',
    ],
    'credentials refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 401
        10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
        10.0.0.9 > 10.0.0.5 403`,
      { status: 403, withCredentials: true },
      'critical',
    ],
    'credentials with a nonce that was just given': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"
        10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
        10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n2"`,
      { status: 401, withCredentials: true },
      'critical',
    ],
    'a refusal, and then a nonce that has run out': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"
        10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
        10.0.0.9 > 10.0.0.5 403
        10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
        10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n2, stale=true"`,
      { status: 403, tries: 1, withCredentials: true },
      'critical',
    ],
    'a single 503': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 503`,
      { status: 503, tries: 1 },
      'high',
    ],
    '503 again and again': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 503
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 503`,
      { tries: 2 },
      'critical',
    ],
    'nothing answers': [
      ladder`
        0   10.0.0.5 > 10.0.0.9 REGISTER
        0.5 10.0.0.5 > 10.0.0.9 REGISTER again
        1.5 10.0.0.5 > 10.0.0.9 REGISTER again
        3.5 10.0.0.5 > 10.0.0.9 REGISTER again
        40  10.0.0.5 > 10.0.0.8 OPTIONS`,
      { status: undefined, tries: 4 },
      'critical',
    ],
    'and another registrar takes the same user': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER header "To: <sip:alice@example.com>"
        10.0.0.9 > 10.0.0.5 404
        10.0.0.5 > 10.0.0.8 REGISTER call two header "To: <sip:alice@example.com>"
        10.0.0.8 > 10.0.0.5 200`,
      { status: 404 },
      'low',
    ],
    'and another registrar takes another user': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER header "To: <sip:alice@example.com>"
        10.0.0.9 > 10.0.0.5 404
        10.0.0.5 > 10.0.0.8 REGISTER call two header "To: <sip:bob@example.com>"
        10.0.0.8 > 10.0.0.5 200`,
      { status: 404 },
      'critical',
    ],
    'a refusal whose REGISTER is not in the input': [alone(405), { status: 405, tries: 1 }, 'high'],
  },
  unproven: {
    'only the first challenge is in the input': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 401`,
      'ends-mid-dialog',
    ],
    'interval too brief, and nothing after it': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 423`,
      'ends-mid-dialog',
    ],
    'a nonce that has run out, and nothing after it': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
        10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n2, stale=true"`,
      'ends-mid-dialog',
    ],
    'a nonce from before the input began': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER ${CREDENTIALS}
        10.0.0.9 > 10.0.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n2"`,
      'ends-mid-dialog',
    ],
    'one unanswered REGISTER': [ladder`10.0.0.5 > 10.0.0.9 REGISTER`, 'ends-mid-dialog'],
    'a challenge whose REGISTER is not in the input': [alone(401), 'starts-mid-dialog'],
  },
})
