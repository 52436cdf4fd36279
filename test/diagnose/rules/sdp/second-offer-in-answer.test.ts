import { secondOfferInAnswer } from '../../../../src/diagnose/rules/sdp/second-offer-in-answer.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (early: string, answer: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,PCMA
  203.0.113.7 > 203.0.113.1  183  tag a ${early}
  203.0.113.1 > 203.0.113.7  PRACK  header "RAck: 1 1 INVITE"
  203.0.113.7 > 203.0.113.1  200 PRACK
  203.0.113.7 > 203.0.113.1  200 INVITE  tag a ${answer}`
const SDP = 'sdp audio 203.0.113.7:5000 PCMU'

testRule(secondOfferInAnswer, {
  quiet: {
    'nothing further': call(`reliable ${SDP}`, ''),
    'the same again': call(`reliable ${SDP}`, SDP),
    'a preview before': call(SDP, 'sdp audio 203.0.113.7:5002 PCMU'),
  },
  fires: {
    'another description': [
      call(`reliable ${SDP}`, 'sdp audio 203.0.113.7:5002 PCMU'),
      { answered: 183, again: 200 },
      'low',
    ],
  },
  unproven: {
    'the later one is cut': [
      call(
        `reliable ${SDP}`,
        'header "Content-Length: 900" body "application/sdp" "v=0\\\\no=- 1 1 IN IP4 203.0.113.7\\\\ns=-\\\\nc=IN IP4 203.0.113.7\\\\nt=0 0\\\\nm=audio 4000 RTP/AVP 0\\\\n"',
      ),
      'message-cut',
    ],
  },
})
