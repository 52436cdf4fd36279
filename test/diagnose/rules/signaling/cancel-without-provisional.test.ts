import { cancelWithoutProvisional } from '../../../../src/diagnose/rules/signaling/cancel-without-provisional.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(cancelWithoutProvisional, {
  quiet: {
    'after a 100': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 100
      10.0.0.5 > 203.0.113.7 CANCEL
      203.0.113.7 > 10.0.0.5 487 INVITE`,
    'no CANCEL': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 487`,
  },
  fires: {
    'before the 100': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        10.0.0.5 > 203.0.113.7 CANCEL
        203.0.113.7 > 10.0.0.5 100 INVITE
        203.0.113.7 > 10.0.0.5 487 INVITE`,
      { status: 100 },
      'low',
    ],
  },
  unproven: {
    'no response is seen at all': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        10.0.0.5 > 203.0.113.7 CANCEL`,
      'one-direction-only',
    ],
  },
})
