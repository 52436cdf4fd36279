import { sdesOverCleartext } from '../../../../src/diagnose/rules/security/sdes-over-cleartext.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const KEY = 'profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5"'
const call = (over: string, answered: string, rtp = '', codec = 'PCMU') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE ${over} sdp audio 203.0.113.1:4000 ${codec} ${KEY}
  0.1 203.0.113.7 > 203.0.113.1  200    ${over} sdp audio 203.0.113.7:5000 ${codec} ${answered}
  ${rtp}`

testRule(sdesOverCleartext, {
  quiet: {
    'over TLS': ladder`
      as text
      203.0.113.1 > 203.0.113.7  INVITE  over TLS header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-1" sdp audio 203.0.113.1:4000 PCMU ${KEY}
      as raw`,
    'no key': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU`,
    'the offer was refused': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${KEY}
      203.0.113.7 > 203.0.113.1  486`,
  },
  fires: {
    'chosen over UDP': [call('', KEY), { transport: 'UDP', suite: 'AES_CM_128_HMAC_SHA1_80', used: true }, 'high'],
    'chosen over TCP': [call('over TCP', KEY), { transport: 'TCP', used: true }, 'high'],
    'only offered': [call('', ''), { used: false }, 'low'],
    'and the SRTP was captured': [
      call('', KEY, '0.2 203.0.113.1:4000 > 203.0.113.7:5000 rtp opus 100', 'opus'),
      { used: true },
      'critical',
    ],
  },
  unproven: {
    'captured behind a TLS offloader': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Via: SIP/2.0/TLS 203.0.113.1;branch=z9hG4bK-1" sdp audio 203.0.113.1:4000 PCMU ${KEY}`,
      'encrypted',
    ],
  },
})
