import { dtlsFingerprintMissing } from '../../../../src/diagnose/rules/sdp/dtls-fingerprint-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const FINGERPRINT = `line "a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}"`
const BROWSER = `profile UDP/TLS/RTP/SAVPF ${FINGERPRINT} line "a=ice-ufrag:abcd" line "a=rtcp-mux"`
const KEY = 'line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5"'

testRule(dtlsFingerprintMissing, {
  quiet: {
    'both with fingerprints': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${BROWSER}
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${BROWSER}`,
    'native clients': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP ${KEY}
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP ${KEY}`,
    'audio is refused': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${BROWSER}
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:0 PCMU`,
  },
  fires: {
    'a browser is answered in the clear': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${BROWSER}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU`,
      { role: 'answer', has: 'RTP/AVP' },
      'critical',
    ],
    'a browser is answered with keys': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${BROWSER}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP ${KEY}`,
      { role: 'answer', has: 'SDES keys' },
      'critical',
    ],
    'a browser is called with plain RTP': [
      ladder`
        203.0.113.7 > 203.0.113.1  INVITE  over WS sdp audio 203.0.113.7:5000 PCMU
        203.0.113.1 > 203.0.113.7  488     over WS`,
      { role: 'offer' },
      'critical',
    ],
    'only that offer is in the input': [
      ladder`203.0.113.7 > 203.0.113.1  INVITE  over WS sdp audio 203.0.113.7:5000 PCMU`,
      { role: 'offer' },
      'high',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${BROWSER}
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
