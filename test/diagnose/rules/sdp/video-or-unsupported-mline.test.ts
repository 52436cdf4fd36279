import { videoOrUnsupportedMline } from '../../../../src/diagnose/rules/sdp/video-or-unsupported-mline.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const both = 'sdp audio 203.0.113.1:4000 PCMU and video 203.0.113.1:4002 H264'

testRule(videoOrUnsupportedMline, {
  quiet: {
    'audio alone': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU`,
    fax: ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU and image 203.0.113.1:4002 t38`,
    'video alone': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp video 203.0.113.1:4000 H264`,
  },
  fires: {
    accepted: [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:5002 H264`,
      { kinds: 'video', fate: 'accepted' },
      'info',
    ],
    refused: [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:0 H264`,
      { fate: 'refused' },
      'info',
    ],
    'the whole call failed for it': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${both}
        203.0.113.7 > 203.0.113.1  488
        203.0.113.1 > 203.0.113.7  ACK
        203.0.113.1 > 203.0.113.7  INVITE  initial sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU`,
      { fate: 'failed', status: 488 },
      'medium',
    ],
    'no answer yet': [ladder`203.0.113.1 > 203.0.113.7  INVITE  ${both}`, { fate: 'open' }, 'info'],
  },
  unproven: {
    'the offer is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
