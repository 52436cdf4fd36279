import { toTagMissing } from '../../../../src/diagnose/rules/compliance/to-tag-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(toTagMissing, {
  quiet: {
    'tags everywhere': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 100
      10.0.0.9 > 10.0.0.5 180
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 BYE`,
    'what opens no dialog': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 200 header "To: <sip:bob@10.0.0.9>"`,
    'a side that gave no tag cannot get it back': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 100
      10.0.0.5 > 10.0.0.9 BYE initial`,
  },
  fires: {
    'a ringing that names no dialog': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 180 header "To: <sip:bob@10.0.0.9>"`,
      { what: '180 response to INVITE', within: false },
      'medium',
    ],
    'the call works all the same': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200 header "To: <sip:bob@10.0.0.9>"
        10.0.0.5 > 10.0.0.9 ACK`,
      { what: '200 response to INVITE' },
      'low',
    ],
    'a refusal': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 486 header "To: <sip:bob@10.0.0.9>"`,
      { what: '486 response to INVITE' },
      'low',
    ],
    'what follows is refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200 header "To: <sip:bob@10.0.0.9>"
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 BYE header "To: <sip:bob@10.0.0.9>"
        10.0.0.9 > 10.0.0.5 481`,
      { what: '200 response to INVITE' },
      'high',
    ],
    'a BYE without it': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 BYE initial
        10.0.0.9 > 10.0.0.5 481`,
      { what: 'BYE', within: true },
      'high',
    ],
    'a BYE without it, accepted': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 BYE initial
        10.0.0.9 > 10.0.0.5 200`,
      { what: 'BYE' },
      'low',
    ],
  },
  unproven: {
    'a response that is cut': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200 without To cut 220`,
      'message-cut',
    ],
  },
})
