import { slow100 } from '../../../../src/diagnose/rules/signaling/slow-100.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(slow100, {
  quiet: {
    'in time': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.2 203.0.113.7 > 10.0.0.5 100
      2   203.0.113.7 > 10.0.0.5 200`,
    'the way is as long': ladder`
      0    10.0.0.5 > 203.0.113.7 INVITE
      0.3  203.0.113.7 > 10.0.0.5 100
      2    203.0.113.7 > 10.0.0.5 200
      2.1  10.0.0.5 > 203.0.113.7 ACK
      9    10.0.0.5 > 203.0.113.7 BYE
      9.15 203.0.113.7 > 10.0.0.5 200`,
    'never answered': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.3 203.0.113.7 > 10.0.0.5 100`,
  },
  fires: {
    'a little late': [
      ladder`
        0    10.0.0.5 > 203.0.113.7 INVITE
        0.21 203.0.113.7 > 10.0.0.5 100
        2    203.0.113.7 > 10.0.0.5 200`,
      { delayMs: 210, resent: false },
      'low',
    ],
    'late although the way is short': [
      ladder`
        0    10.0.0.5 > 203.0.113.7 INVITE
        0.3  203.0.113.7 > 10.0.0.5 100
        2    203.0.113.7 > 10.0.0.5 200
        2.1  10.0.0.5 > 203.0.113.7 ACK
        9    10.0.0.5 > 203.0.113.7 BYE
        9.14 203.0.113.7 > 10.0.0.5 200`,
      { delayMs: 300 },
      'low',
    ],
    'the INVITE had to be sent again': [
      ladder`
        0    10.0.0.5 > 203.0.113.7 INVITE
        0.5  10.0.0.5 > 203.0.113.7 INVITE again
        0.51 203.0.113.7 > 10.0.0.5 100
        2    203.0.113.7 > 10.0.0.5 200`,
      { resent: true },
      'medium',
    ],
    'late over TCP': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE over TCP
        0.9 203.0.113.7 > 10.0.0.5 100
        2   203.0.113.7 > 10.0.0.5 200`,
      { delayMs: 900 },
      'low',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 200`,
      'no-timestamps',
    ],
    'a pasted excerpt without any provisional response': [
      ladder`
        as text
        0 10.0.0.5 > 203.0.113.7 INVITE
        9 203.0.113.7 > 10.0.0.5 200`,
      'message-cut',
    ],
  },
})
