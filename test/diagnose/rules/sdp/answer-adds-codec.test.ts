import { answerAddsCodec } from '../../../../src/diagnose/rules/sdp/answer-adds-codec.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (answered: string, rtp = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,telephone-event
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 ${answered}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  ${rtp}`

testRule(answerAddsCodec, {
  quiet: {
    'a subset of the offer': call('PCMU'),
    'only events are added': call('PCMU,CN'),
    'nothing in common is another rule': call('PCMA'),
    'no answer': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU`,
  },
  fires: {
    'one codec more': [call('PCMU,PCMA'), { added: 'PCMA', sent: false }, 'info'],
    'and it is sent': [
      call('PCMU,PCMA', '0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMA 100'),
      { added: 'PCMA', sent: true },
      'medium',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
