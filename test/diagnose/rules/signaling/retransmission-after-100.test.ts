import { retransmissionAfter100 } from '../../../../src/diagnose/rules/signaling/retransmission-after-100.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(retransmissionAfter100, {
  quiet: {
    'sent again before the 100': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.5 10.0.0.5 > 203.0.113.7 INVITE again
      0.6 203.0.113.7 > 10.0.0.5 100
      2   203.0.113.7 > 10.0.0.5 200`,
    'they cross': ladder`
      0     10.0.0.5 > 203.0.113.7 INVITE
      0.499 203.0.113.7 > 10.0.0.5 100
      0.501 10.0.0.5 > 203.0.113.7 INVITE again
      2     203.0.113.7 > 10.0.0.5 200`,
    'a MESSAGE, 4 s later': ladder`
      0   10.0.0.5 > 203.0.113.7 MESSAGE
      0.1 203.0.113.7 > 10.0.0.5 100
      4   10.0.0.5 > 203.0.113.7 MESSAGE again
      5   203.0.113.7 > 10.0.0.5 200`,
  },
  fires: {
    'after a 100': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.1 203.0.113.7 > 10.0.0.5 100
        0.5 10.0.0.5 > 203.0.113.7 INVITE again
        2   203.0.113.7 > 10.0.0.5 200`,
      { status: 100, afterMs: 400, nearServer: false },
      'low',
    ],
    'next to the server': [
      ladder`
        0     10.0.0.5 > 203.0.113.7 INVITE
        0.002 203.0.113.7 > 10.0.0.5 100
        0.5   10.0.0.5 > 203.0.113.7 INVITE again
        2     203.0.113.7 > 10.0.0.5 200`,
      { nearServer: true },
      'info',
    ],
    'a MESSAGE too soon': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 MESSAGE
        0.1 203.0.113.7 > 10.0.0.5 100
        0.5 10.0.0.5 > 203.0.113.7 MESSAGE again
        5   203.0.113.7 > 10.0.0.5 200`,
      { method: 'MESSAGE' },
      'low',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 100
        10.0.0.5 > 203.0.113.7 INVITE again
        203.0.113.7 > 10.0.0.5 200`,
      'no-timestamps',
    ],
  },
})
