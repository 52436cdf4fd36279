import { mLineCountMismatch } from '../../../../src/diagnose/rules/sdp/m-line-count-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const both = 'sdp audio 203.0.113.1:4000 PCMU and video 203.0.113.1:4002 H264'

testRule(mLineCountMismatch, {
  quiet: {
    'a line is refused': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  ${both}
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:0 H264`,
    'no answer': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${both}`,
  },
  fires: {
    'a line is left out': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU`,
      { offered: 'audio, video', answered: 'audio' },
      'high',
    ],
    'the order changes': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp video 203.0.113.7:5002 H264 and audio 203.0.113.7:5000 PCMU`,
      { answered: 'video, audio' },
      'high',
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
