import { credentialsInTrace } from '../../../../src/diagnose/rules/security/credentials-in-trace.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const AUTH =
  'header "Authorization: Digest username=a, realm=pbx, nonce=n, uri=sip:x, response=00112233445566778899aabbccddeeff"'
const KEY = 'profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5"'

testRule(credentialsInTrace, {
  quiet: {
    none: ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  407  header "Proxy-Authenticate: Digest realm=pbx, nonce=n"`,
  },
  fires: {
    'a digest': [ladder`203.0.113.1 > 203.0.113.7  REGISTER  ${AUTH}`, { kinds: ['digest credentials'] }, 'info'],
    'a digest and a key': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  ${AUTH} sdp audio 203.0.113.1:4000 PCMU ${KEY}`,
      { kinds: ['digest credentials', 'SRTP keys'] },
      'info',
    ],
  },
  unproven: {
    'the message is cut': [
      ladder`
        0 203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU cut 330`,
      'message-cut',
    ],
  },
})
