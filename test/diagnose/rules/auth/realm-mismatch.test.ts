import { realmMismatch } from '../../../../src/diagnose/rules/auth/realm-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const challenge = (realm: string) => `header "WWW-Authenticate: Digest realm=${realm}, nonce=n1"`
const auth = (realm: string) =>
  `header "Authorization: Digest username=a, realm=${realm}, nonce=n1, uri=sip:x, response=00"`
const call = (sent: string, answer: string) => ladder`
  192.0.2.1 > 203.0.113.7  REGISTER
  203.0.113.7 > 192.0.2.1  401  ${challenge('sip.example.com')}
  192.0.2.1 > 203.0.113.7  REGISTER  ${auth(sent)}
  203.0.113.7 > 192.0.2.1  ${answer}`

testRule(realmMismatch, {
  quiet: {
    'the realm that was asked for': call('sip.example.com', `401  ${challenge('sip.example.com')}`),
    'accepted all the same': call('asterisk', '200'),
    'asked for in the very refusal': call('other', `401  ${challenge('other')}`),
  },
  fires: {
    'challenged again': [
      call('asterisk', `401  ${challenge('sip.example.com')}`),
      { sent: 'asterisk', asked: 'sip.example.com', method: 'REGISTER', status: 401 },
      'high',
    ],
    forbidden: [call('asterisk', '403'), { status: 403 }, 'high'],
  },
  unproven: {
    'the challenge is not in the input': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER  ${auth('asterisk')}
        203.0.113.7 > 192.0.2.1  403`,
      'starts-mid-dialog',
    ],
  },
})
