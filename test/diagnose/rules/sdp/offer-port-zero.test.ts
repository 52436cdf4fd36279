import { offerPortZero } from '../../../../src/diagnose/rules/sdp/offer-port-zero.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = '203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:0 PCMU'

testRule(offerPortZero, {
  quiet: {
    'a port is there': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  488`,
    'another line is in use': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:0 PCMU and image 203.0.113.1:4002 t38
      203.0.113.7 > 203.0.113.1  488`,
    'a later offer takes a medium away': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
      203.0.113.1 > 203.0.113.7  ACK
      ${invite}
      203.0.113.7 > 203.0.113.1  488`,
    'refused for another reason': ladder`
      ${invite}
      203.0.113.7 > 203.0.113.1  486`,
  },
  fires: {
    refused: [
      ladder`
        ${invite}
        203.0.113.7 > 203.0.113.1  488`,
      { status: 488 },
      'high',
    ],
    'answered with nothing': [
      ladder`
        ${invite}
        203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:0 PCMU`,
      { status: undefined },
      'high',
    ],
    'not answered in the input': [ladder`${invite}`, { status: undefined }, 'info'],
  },
  unproven: {
    'the offer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 0 RTP/AVP 0\\n"
        203.0.113.7 > 203.0.113.1  488`,
      'message-cut',
    ],
  },
})
