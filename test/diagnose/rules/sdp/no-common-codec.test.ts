import { noCommonCodec } from '../../../../src/diagnose/rules/sdp/no-common-codec.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const OFFER = 'INVITE  sdp audio 203.0.113.1:4000 PCMU,PCMA,telephone-event'

testRule(noCommonCodec, {
  quiet: {
    'one codec in common': ladder`
      203.0.113.1 > 203.0.113.7  ${OFFER}
      203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:4000 PCMA`,
    'other payload types, same codec': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 opus
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 opus@96`,
    'refused for another reason': ladder`
      203.0.113.1 > 203.0.113.7  ${OFFER}
      203.0.113.7 > 203.0.113.1  486`,
    'the audio line is turned down, another medium is not': ladder`
      203.0.113.1 > 203.0.113.7  ${OFFER} and image 203.0.113.1:4002 t38
      203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:0 PCMU and image 203.0.113.7:4002 t38`,
    'an offer that is itself turned off': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:0 PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:0 G729`,
  },
  fires: {
    'the answer lists others': [
      ladder`
        203.0.113.1 > 203.0.113.7  ${OFFER}
        203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:4000 G729,telephone-event`,
      { offered: 'PCMU, PCMA', answered: 'G729', how: 'answer' },
      'critical',
    ],
    'a 488 whose body lists others': [
      ladder`
        203.0.113.1 > 203.0.113.7  ${OFFER}
        203.0.113.7 > 203.0.113.1  488  sdp audio 203.0.113.7:0 G729`,
      { how: 'refused', status: 488, answered: 'G729' },
      'critical',
    ],
    'a 488 with warning 305': [
      ladder`
        203.0.113.1 > 203.0.113.7  ${OFFER}
        203.0.113.7 > 203.0.113.1  488  header "Warning: 305 pbx 'Incompatible media format'"`,
      { how: 'warning' },
      'high',
    ],
    'the only audio line is answered with port 0': [
      ladder`
        203.0.113.1 > 203.0.113.7  ${OFFER}
        203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:0 PCMU`,
      { how: 'no-line' },
      'critical',
    ],
    'a later offer is accepted': [
      ladder`
        203.0.113.1 > 203.0.113.7  ${OFFER}
        203.0.113.7 > 203.0.113.1  488  sdp audio 203.0.113.7:0 G729
        203.0.113.1 > 203.0.113.7  ACK
        203.0.113.1 > 203.0.113.7  INVITE  initial sdp audio 203.0.113.1:4000 G729
        203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:4000 G729`,
      { how: 'refused' },
      'info',
    ],
  },
  unproven: {
    'a payload type without a name': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200  body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 120\\n"`,
      'message-cut',
    ],
    'a 488 that does not say what is supported': [
      ladder`
        203.0.113.1 > 203.0.113.7  ${OFFER}
        203.0.113.7 > 203.0.113.1  488`,
      'sdp-absent',
    ],
  },
})
