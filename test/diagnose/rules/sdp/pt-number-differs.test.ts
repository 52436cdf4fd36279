import { ptNumberDiffers } from '../../../../src/diagnose/rules/sdp/pt-number-differs.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, rtp = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${offered}
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 ${answered}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  ${rtp}`

testRule(ptNumberDiffers, {
  quiet: {
    'the same numbers': call('PCMU,telephone-event', 'PCMU,telephone-event'),
    'static types': call('PCMU,PCMA', 'PCMA'),
    'one of two numbers that were offered': call('PCMU,telephone-event@96,telephone-event@101', 'PCMU,telephone-event'),
  },
  fires: {
    'events under another number': [
      call('PCMU,telephone-event', 'PCMU,telephone-event@96'),
      { codec: 'telephone-event', offered: 101, answered: 96, wrong: false },
      'low',
    ],
    'and the wrong one is sent': [
      call('iLBC@97', 'iLBC@98', '0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp iLBC@98 100'),
      { offered: 97, answered: 98, wrong: true },
      'medium',
    ],
    'each sends what the other declared': [
      call('iLBC@97', 'iLBC@98', '0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp iLBC@97 100'),
      { wrong: false },
      'low',
    ],
  },
  unproven: {
    'the offer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP 0 101\\n"
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU`,
      'message-cut',
    ],
  },
})
