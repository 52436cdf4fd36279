import { srtpProfileMismatch } from '../../../../src/diagnose/rules/sdp/srtp-profile-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const KEY = 'line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5"'
const FINGERPRINT = `line "a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}"`
const call = (offered: string, answered: string, rest = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${offered}
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${answered}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  ${rest}`

testRule(srtpProfileMismatch, {
  quiet: {
    'both plain': call('', ''),
    'both SRTP': call(`profile RTP/SAVP ${KEY}`, `profile RTP/SAVP ${KEY}`),
    'best effort': call(KEY, ''),
    'DTLS under its short name': call(`profile RTP/SAVPF ${FINGERPRINT}`, `profile UDP/TLS/RTP/SAVPF ${FINGERPRINT}`),
    'best effort refused': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${KEY}
      203.0.113.7 > 203.0.113.1  488`,
    'refused for another reason': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP ${KEY}
      203.0.113.7 > 203.0.113.1  486`,
  },
  fires: {
    'SRTP answered in the clear': [
      call(`profile RTP/SAVP ${KEY}`, ''),
      { offered: 'RTP/SAVP', answered: 'RTP/AVP', status: undefined },
      'critical',
    ],
    'the other way round': [
      call('', `profile RTP/SAVP ${KEY}`),
      { offered: 'RTP/AVP', answered: 'RTP/SAVP' },
      'critical',
    ],
    'DTLS answered with keys': [
      call(`profile UDP/TLS/RTP/SAVPF ${FINGERPRINT}`, `profile RTP/SAVP ${KEY}`),
      { offered: 'UDP/TLS/RTP/SAVPF' },
      'critical',
    ],
    'the call goes on': [
      call(
        `profile RTP/SAVP ${KEY}`,
        '',
        `30   203.0.113.1 > 203.0.113.7  BYE
         30.1 203.0.113.7 > 203.0.113.1  200`,
      ),
      { answered: 'RTP/AVP' },
      'high',
    ],
    'refused by a side that speaks plain RTP': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP ${KEY}
        203.0.113.7 > 203.0.113.1  488     sdp audio 203.0.113.7:5000 PCMU`,
      { offered: 'RTP/SAVP', answered: 'RTP/AVP', status: 488 },
      'critical',
    ],
    'a later offer is accepted': [
      call(
        `profile RTP/SAVP ${KEY}`,
        '',
        `1   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
         1.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU`,
      ),
      { offered: 'RTP/SAVP' },
      'low',
    ],
  },
  unproven: {
    'nobody knows why it was refused': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP ${KEY}
        203.0.113.7 > 203.0.113.1  488`,
      'sdp-absent',
    ],
  },
})
