import { srtpNotUsed } from '../../../../src/diagnose/rules/security/srtp-not-used.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const PUBLIC = ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU`
const LAN = ladder`
  10.0.0.1 > 10.0.0.7  INVITE  sdp audio 10.0.0.1:4000 PCMU
  10.0.0.7 > 10.0.0.1  200     sdp audio 10.0.0.7:4000 PCMU`

testRule(srtpNotUsed, {
  quiet: {
    SRTP: ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU profile RTP/SAVP`,
    'keys in a plain profile': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0"
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0"`,
    'a refused offer': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  486`,
    'an image line': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp image 203.0.113.1:4000 t38
      203.0.113.7 > 203.0.113.1  200     sdp image 203.0.113.7:4000 t38`,
    'SAVP answered with AVP is another fault': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU`,
  },
  fires: {
    'a public path': [PUBLIC, { answered: true }, 'medium'],
    'a private path': [LAN, { answered: true }, 'low'],
    'the answer is missing': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU`,
      { answered: false },
      'low',
    ],
    'policy requires it': [withOptions(LAN, { policy: { srtpRequired: true } }), { answered: true }, 'high'],
  },
  unproven: {
    'an answered call without descriptions': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE
        203.0.113.7 > 203.0.113.1  200`,
      'sdp-absent',
    ],
    'the answer is cut where its keys would stand': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
