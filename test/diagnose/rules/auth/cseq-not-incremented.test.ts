import { cseqNotIncremented } from '../../../../src/diagnose/rules/auth/cseq-not-incremented.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CHALLENGE = 'header "WWW-Authenticate: Digest realm=pbx, nonce=n1"'
const AUTH = 'header "Authorization: Digest username=a, realm=pbx, nonce=n1, uri=sip:x, response=00"'
const call = (cseq: string, answer: string) => ladder`
  192.0.2.1 > 203.0.113.7  REGISTER  cseq 5
  203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}
  192.0.2.1 > 203.0.113.7  REGISTER  ${cseq} branch z9hG4bKother ${AUTH}
  203.0.113.7 > 192.0.2.1  ${answer}`

testRule(cseqNotIncremented, {
  quiet: { 'one higher': call('cseq 6', '200') },
  fires: {
    'the same, and accepted': [call('cseq 5', '200'), { method: 'REGISTER', cseq: 5, status: 200 }, 'low'],
    'taken for a duplicate': [call('cseq 5', '482'), { status: 482 }, 'high'],
    'refused as out of order': [call('cseq 5', '400'), { status: 400 }, 'high'],
  },
  unproven: {
    'no CSeq in the log': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER  cseq 5
        203.0.113.7 > 192.0.2.1  401  ${CHALLENGE}
        192.0.2.1 > 203.0.113.7  REGISTER  cseq 5 branch z9hG4bKother without CSeq ${AUTH}`,
      'message-cut',
    ],
  },
})
