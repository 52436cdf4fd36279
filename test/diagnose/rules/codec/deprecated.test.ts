import { deprecatedCodec } from '../../../../src/diagnose/rules/codec/deprecated.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(deprecatedCodec, {
  quiet: {
    'only offered further down': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,GSM
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU,GSM`,
    'first in an offer that another codec answers': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 GSM,PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU`,
    'a refused offer': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 GSM
      203.0.113.7 > 203.0.113.1  486`,
  },
  fires: {
    chosen: [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,GSM
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 GSM`,
      { codec: 'GSM', negotiated: true },
      'low',
    ],
    'first in an offer without answer': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 iLBC,PCMU`,
      { codec: 'iLBC', negotiated: false },
      'low',
    ],
  },
  unproven: {
    'an answered call without descriptions': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE
        203.0.113.7 > 203.0.113.1  200`,
      'sdp-absent',
    ],
    'the name of the codec is cut off': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 97\\n"`,
      'message-cut',
    ],
  },
})
