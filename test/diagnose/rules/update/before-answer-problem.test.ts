import { beforeAnswerProblem } from '../../../../src/diagnose/rules/update/before-answer-problem.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SDP = 'sdp audio 192.0.2.5:4000 PCMU'
const call = (provisional: string, update: string, status: number, rest = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE ${SDP} header "Supported: 100rel"
  192.0.2.7 > 192.0.2.5  183 ${provisional}
  192.0.2.5 > 192.0.2.7  UPDATE ${update}
  192.0.2.7 > 192.0.2.5  ${status}
  ${rest}`
const ANSWERED = 'reliable sdp audio 192.0.2.7:5000 PCMU'

testRule(beforeAnswerProblem, {
  quiet: {
    'after a reliable answer': call(ANSWERED, SDP, 200),
    'without an offer': call('', '', 200),
    'after the 2xx': ladder`
      192.0.2.5 > 192.0.2.7  INVITE ${SDP}
      192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
      192.0.2.5 > 192.0.2.7  ACK
      192.0.2.5 > 192.0.2.7  UPDATE ${SDP}
      192.0.2.7 > 192.0.2.5  500`,
    'another refusal': call(ANSWERED, SDP, 488),
  },
  fires: {
    collided: [call(ANSWERED, SDP, 491), { how: 'refused', result: '491 Request Pending' }, 'medium'],
    'timed out, and the call fails': [
      call(ANSWERED, SDP, 504, '192.0.2.7 > 192.0.2.5  500 INVITE'),
      { how: 'refused' },
      'high',
    ],
    'an offer while another one is open': [
      call('sdp audio 192.0.2.7:5000 PCMU', SDP, 488),
      { how: 'overlap', result: '488 Not Acceptable Here' },
      'medium',
    ],
    'and the call is answered': [
      call('', SDP, 200, '192.0.2.7 > 192.0.2.5  200 INVITE sdp audio 192.0.2.7:5000 PCMU'),
      { how: 'overlap' },
      'low',
    ],
  },
  unproven: {
    'the INVITE is not in the input': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE tag to-main
        192.0.2.5 > 192.0.2.7  UPDATE tag to-main
        192.0.2.7 > 192.0.2.5  491`,
      'starts-mid-dialog',
    ],
  },
})
