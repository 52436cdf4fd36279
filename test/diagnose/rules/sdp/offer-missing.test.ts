import { offerMissing } from '../../../../src/diagnose/rules/sdp/offer-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const offered = `
  203.0.113.1 > 203.0.113.7  INVITE
  203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:5000 PCMU`

testRule(offerMissing, {
  quiet: {
    'an early offer': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU`,
    'a late offer in a re-INVITE': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
      203.0.113.1 > 203.0.113.7  ACK
      203.0.113.1 > 203.0.113.7  INVITE`,
  },
  fires: {
    'answered in the ACK': [
      ladder`${offered}
        203.0.113.1 > 203.0.113.7  ACK  sdp audio 203.0.113.1:4000 PCMU`,
      { ends: 'fine' },
      'info',
    ],
    'never answered': [
      ladder`${offered}
        203.0.113.1 > 203.0.113.7  ACK`,
      { ends: 'ack-without-answer' },
      'high',
    ],
    'refused for it': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE
        203.0.113.7 > 203.0.113.1  488`,
      { ends: 'refused', status: 488 },
      'medium',
    ],
    'refused for another reason': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE
        203.0.113.7 > 203.0.113.1  486`,
      { ends: 'fine' },
      'info',
    ],
  },
  unproven: {
    'the INVITE is cut': [ladder`203.0.113.1 > 203.0.113.7  INVITE  cut 200`, 'message-cut'],
  },
})
