import { payloadTypeReused } from '../../../../src/diagnose/rules/sdp/payload-type-reused.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (first: string, second: string, rtp = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${first}
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 ${first}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  10  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${second}
  10.1 203.0.113.7 > 203.0.113.1 200     sdp audio 203.0.113.7:5000 ${second}
  10.2 203.0.113.1 > 203.0.113.7 ACK
  ${rtp}`

testRule(payloadTypeReused, {
  quiet: {
    'the same mapping': call('iLBC@97', 'iLBC@97'),
    'another codec under another number': call('iLBC@97', 'AMR@98'),
    'static types': call('PCMU', 'PCMA'),
  },
  fires: {
    'one number for two codecs': [
      call('iLBC@97', 'AMR@97'),
      { payloadType: 97, before: 'iLBC', after: 'AMR', party: 'caller' },
      'high',
    ],
    'media goes on': [
      call('iLBC@97', 'AMR@97', '0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp AMR@97 600'),
      { payloadType: 97 },
      'medium',
    ],
  },
  unproven: {
    'a description is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 iLBC@97
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 iLBC@97
        203.0.113.1 > 203.0.113.7  ACK
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP 97\\n"
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 iLBC@97`,
      'message-cut',
    ],
  },
})
