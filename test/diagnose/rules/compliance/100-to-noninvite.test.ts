import { hundredToNoninvite } from '../../../../src/diagnose/rules/compliance/100-to-noninvite.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(hundredToNoninvite, {
  quiet: {
    'to an INVITE': ladder`
      0   10.0.0.5 > 10.0.0.9 INVITE
      0.1 10.0.0.9 > 10.0.0.5 100
      60  10.0.0.9 > 10.0.0.5 408`,
    'when the client has slowed down': ladder`
      0   10.0.0.5 > 10.0.0.9 REGISTER
      3.5 10.0.0.9 > 10.0.0.5 100
      4.5 10.0.0.9 > 10.0.0.5 200`,
    'final at once': ladder`
      0   10.0.0.5 > 10.0.0.9 REGISTER
      0.1 10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    'too early': [
      ladder`
        0   10.0.0.5 > 10.0.0.9 REGISTER
        3.3 10.0.0.9 > 10.0.0.5 100`,
      { status: 100, method: 'REGISTER', afterMs: 3300 },
      'low',
    ],
    'another provisional, at any time': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS
        10.0.0.9 > 10.0.0.5 180`,
      { status: 180, afterMs: undefined },
      'low',
    ],
    'a late 408': [
      ladder`
        0  10.0.0.5 > 10.0.0.9 MESSAGE body "text/plain" "hello"
        32 10.0.0.9 > 10.0.0.5 408`,
      { status: 408, method: 'MESSAGE', afterMs: 32_000 },
      'low',
    ],
  },
  unproven: {
    'no times': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER
        10.0.0.9 > 10.0.0.5 100`,
      'no-timestamps',
    ],
  },
})
