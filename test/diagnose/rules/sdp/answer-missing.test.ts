import { answerMissing } from '../../../../src/diagnose/rules/sdp/answer-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = '203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU'
const sdp = 'sdp audio 203.0.113.7:5000 PCMU'

testRule(answerMissing, {
  quiet: {
    answered: ladder`
      ${invite}
      203.0.113.7 > 203.0.113.1  200  ${sdp}`,
    'answered in a reliable provisional': ladder`
      ${invite}
      203.0.113.7 > 203.0.113.1  183  reliable ${sdp}
      203.0.113.7 > 203.0.113.1  200`,
    'nothing was offered': ladder`
      203.0.113.1 > 203.0.113.7  INVITE
      203.0.113.7 > 203.0.113.1  200`,
  },
  fires: {
    'no body': [
      ladder`
        ${invite}
        203.0.113.7 > 203.0.113.1  200`,
      { status: 200, preview: undefined },
      'critical',
    ],
    'only a preview': [
      ladder`
        ${invite}
        203.0.113.7 > 203.0.113.1  183  ${sdp}
        203.0.113.7 > 203.0.113.1  200`,
      { preview: 183 },
      'high',
    ],
  },
  unproven: {
    'the log has no bodies': [
      ladder`
        ${invite}
        203.0.113.7 > 203.0.113.1  200  without Content-Length`,
      'message-cut',
    ],
  },
})
