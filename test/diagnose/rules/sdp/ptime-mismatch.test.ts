import { ptimeMismatch } from '../../../../src/diagnose/rules/sdp/ptime-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offer: string, answer: string, rtp = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${offer}
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${answer}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  ${rtp}`

testRule(ptimeMismatch, {
  quiet: {
    'both the same': call('ptime 20', 'ptime 20'),
    'only the offer says': call('ptime 30', ''),
    'only the answer says': call('', 'ptime 20'),
    'the line is refused': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ptime 30
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:0 PCMU ptime 20`,
  },
  fires: {
    'text alone': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ptime 30
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ptime 20`,
      { offered: 30, answered: 20 },
      'medium',
    ],
    'RTP shows that each sends as asked': [
      call(
        'ptime 40',
        'ptime 20',
        `0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 300 every 20
         0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU 150 every 40`,
      ),
      { offered: 40 },
      'low',
    ],
    'RTP exceeds a maxptime': [
      call(
        'ptime 20 maxptime 20',
        'ptime 40',
        `0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 300 every 40
         0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU 150 every 40`,
      ),
      { answered: 40 },
      'high',
    ],
  },
  unproven: {
    'the answer is not in the input': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ptime 30`,
      'sdp-absent',
    ],
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ptime 30
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
