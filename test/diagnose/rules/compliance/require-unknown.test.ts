import { requireUnknown } from '../../../../src/diagnose/rules/compliance/require-unknown.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(requireUnknown, {
  quiet: {
    'a registered one that is taken': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "Require: 100rel"
      10.0.0.9 > 10.0.0.5 200`,
    'only supported': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "Supported: com.example.magic"
      10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    refused: [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Require: 100rel, timer"
        10.0.0.9 > 10.0.0.5 420 header "Unsupported: 100rel"`,
      { options: ['100rel'], name: 'Require', refused: true },
      'medium',
    ],
    'the next try goes without': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Require: 100rel"
        10.0.0.9 > 10.0.0.5 420 header "Unsupported: 100rel"
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 INVITE initial
        10.0.0.9 > 10.0.0.5 200`,
      { options: ['100rel'] },
      'info',
    ],
    'in no registry': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Proxy-Require: com.example.magic"
        10.0.0.9 > 10.0.0.5 200`,
      { options: ['com.example.magic'], name: 'Proxy-Require', refused: false },
      'low',
    ],
  },
  unproven: {
    'no answer, and the request is cut': [
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE header "Require: 100rel" cut 285`,
      'message-cut',
    ],
  },
})
