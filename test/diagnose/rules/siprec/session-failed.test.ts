import { sessionFailed } from '../../../../src/diagnose/rules/siprec/session-failed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const REC = 'header "Require: siprec"'
const OFFER = 'sdp audio 10.0.0.5:4000 PCMU and audio 10.0.0.5:4002 PCMU'

testRule(sessionFailed, {
  quiet: {
    'both sides recorded': ladder`
      10.0.0.5 > 10.0.0.9 INVITE ${REC} ${OFFER}
      10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU and audio 10.0.0.9:5002 PCMU
      10.0.0.5 > 10.0.0.9 ACK`,
    'a second recorder takes it': ladder`
      10.0.0.5 > 10.0.0.9 INVITE ${REC} ${OFFER}
      10.0.0.9 > 10.0.0.5 503
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.8 INVITE initial ${REC} ${OFFER}
      10.0.0.8 > 10.0.0.5 200 sdp audio 10.0.0.8:5000 PCMU and audio 10.0.0.8:5002 PCMU
      10.0.0.5 > 10.0.0.8 ACK`,
    'no recording': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "Require: 100rel" ${OFFER}
      10.0.0.9 > 10.0.0.5 503`,
  },
  fires: {
    refused: [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE ${REC} ${OFFER}
        10.0.0.9 > 10.0.0.5 503
        10.0.0.5 > 10.0.0.9 ACK`,
      { status: 503, server: '10.0.0.9' },
      'medium',
    ],
    'one side only': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE ${REC} ${OFFER}
        10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU and audio 10.0.0.9:0 PCMU
        10.0.0.5 > 10.0.0.9 ACK`,
      { status: undefined, offered: 2, taken: 1 },
      'medium',
    ],
  },
  unproven: {
    'the input ends before an answer': [
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE ${REC} ${OFFER}
        1 10.0.0.9 > 10.0.0.5 180`,
      'ends-mid-dialog',
    ],
  },
})
