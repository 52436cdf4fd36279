import { ackWrong } from '../../../../src/diagnose/rules/compliance/ack-wrong.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(ackWrong, {
  quiet: {
    'of a 2xx': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK`,
    'of a refusal': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 486
      10.0.0.5 > 10.0.0.9 ACK`,
    'a challenge and the retry': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 407
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 INVITE initial
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK`,
    'on another hop': ladder`
      10.0.0.5 > 10.0.0.1 INVITE
      10.0.0.1 > 10.0.0.9 INVITE forwarded
      10.0.0.9 > 10.0.0.1 200
      10.0.0.1 > 10.0.0.5 200 forwarded
      10.0.0.5 > 10.0.0.9 ACK`,
    'a client without the magic cookie': ladder`
      10.0.0.5 > 10.0.0.9 INVITE branch 1
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK branch 1`,
  },
  fires: {
    'another branch after a refusal': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE branch z9hG4bKone
        10.0.0.9 > 10.0.0.5 486
        10.0.0.5 > 10.0.0.9 ACK branch z9hG4bKtwo`,
      { problem: 'branch', ack: 'z9hG4bKtwo', invite: 'z9hG4bKone', status: 486 },
      'low',
    ],
    'another target after a refusal, which comes again': [
      ladder`
        0   10.0.0.5 > 10.0.0.9 INVITE
        0.1 10.0.0.9 > 10.0.0.5 486
        0.2 10.0.0.5 > 10.0.0.9 ACK uri sip:other@10.0.0.9
        0.6 10.0.0.9 > 10.0.0.5 486 again`,
      { problem: 'target', ack: 'sip:other@10.0.0.9' },
      'medium',
    ],
    'the branch of the INVITE after a 2xx': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE branch z9hG4bKone
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK branch z9hG4bKone`,
      { problem: 'same-branch' },
      'low',
    ],
    'another number, and the 2xx comes again': [
      ladder`
        0   10.0.0.5 > 10.0.0.9 INVITE cseq 2
        0.1 10.0.0.9 > 10.0.0.5 200
        0.2 10.0.0.5 > 10.0.0.9 ACK cseq 1
        0.6 10.0.0.9 > 10.0.0.5 200 again`,
      { problem: 'cseq', ack: '1 ACK', invite: '2 INVITE' },
      'medium',
    ],
  },
  unproven: {
    'an ACK that is cut': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK cut 230`,
      'message-cut',
    ],
  },
})
