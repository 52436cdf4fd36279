import { setupMetrics } from '../../../../src/diagnose/rules/signaling/setup-metrics.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(setupMetrics, {
  quiet: {
    'nothing but the INVITE': ladder`
      0  10.0.0.5 > 203.0.113.7 INVITE
      30 10.0.0.5 > 203.0.113.7 OPTIONS`,
  },
  fires: {
    'a call with all its parts': [
      ladder`
        0    10.0.0.5 > 203.0.113.7 INVITE
        0.1  203.0.113.7 > 10.0.0.5 407
        0.2  10.0.0.5 > 203.0.113.7 ACK
        0.3  10.0.0.5 > 203.0.113.7 INVITE initial
        1.3  203.0.113.7 > 10.0.0.5 180
        6.3  203.0.113.7 > 10.0.0.5 200
        6.4  10.0.0.5 > 203.0.113.7 ACK
        66.3 203.0.113.7 > 10.0.0.5 BYE
        66.4 10.0.0.5 > 203.0.113.7 200`,
      {
        sessionRequestMs: 1300,
        postDialMs: 1000,
        ringMs: 5000,
        setUpMs: 6300,
        talkMs: 60_000,
        disconnectMs: 100,
        releasedBy: 'callee',
      },
      'info',
    ],
    'a refused call': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        2.5 203.0.113.7 > 10.0.0.5 486`,
      { sessionRequestMs: 2500, postDialMs: undefined, setUpMs: undefined },
      'info',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 200`,
      'no-timestamps',
    ],
  },
})
