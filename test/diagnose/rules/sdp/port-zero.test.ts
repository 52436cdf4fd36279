import { portZero } from '../../../../src/diagnose/rules/sdp/port-zero.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const both = 'sdp audio 203.0.113.1:4000 PCMU and video 203.0.113.1:4002 H264'

testRule(portZero, {
  quiet: {
    'all is accepted': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU`,
    'the offer had it at zero': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU and video 203.0.113.1:0 H264
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:0 H264`,
  },
  fires: {
    'video is refused': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:0 H264`,
      { kind: 'video', before: false },
      'info',
    ],
    'the only audio': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:0 PCMU`,
      { kind: 'audio' },
      'critical',
    ],
    'audio gives way to fax': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU and image 203.0.113.1:4002 t38
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:0 PCMU and image 203.0.113.7:5002 t38`,
      { kind: 'audio' },
      'info',
    ],
    'video that was in use': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:5002 H264
        203.0.113.1 > 203.0.113.7  ACK
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:0 H264`,
      { kind: 'video', before: true },
      'medium',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
