import { expiresInvalid } from '../../../../src/diagnose/rules/compliance/expires-invalid.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(expiresInvalid, {
  quiet: {
    'none at all': ladder`10.0.0.5 > 10.0.0.9 OPTIONS`,
    'a number of seconds': ladder`10.0.0.5 > 10.0.0.9 REGISTER expires 4294967295`,
    'the caller gave up long before': ladder`
      0   10.0.0.5 > 10.0.0.9 INVITE expires 180
      0.1 10.0.0.9 > 10.0.0.5 180
      9   10.0.0.5 > 10.0.0.9 CANCEL
      9.1 10.0.0.9 > 10.0.0.5 200 CANCEL
      9.2 10.0.0.9 > 10.0.0.5 487 INVITE`,
    'answered in time': ladder`
      0   10.0.0.5 > 10.0.0.9 INVITE expires 30
      0.1 10.0.0.9 > 10.0.0.5 180
      30  10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    negative: [ladder`10.0.0.5 > 10.0.0.9 REGISTER expires -1`, { problem: 'unreadable', value: '-1' }, 'low'],
    'one too many': [ladder`10.0.0.5 > 10.0.0.9 REGISTER expires 4294967296`, { problem: 'too-large' }, 'low'],
    'a word': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER expires 30
        10.0.0.9 > 10.0.0.5 423 header "Min-Expires: soon"`,
      { problem: 'unreadable', name: 'Min-Expires' },
      'low',
    ],
    'it ran out while it rang': [
      ladder`
        0    10.0.0.5 > 10.0.0.9 INVITE expires 20
        0.1  10.0.0.9 > 10.0.0.5 180
        20.1 10.0.0.9 > 10.0.0.5 487`,
      { problem: 'ran-out', value: '20', what: '487 Request Terminated' },
      'low',
    ],
  },
  unproven: {
    'no times to tell whether it ran out': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE expires 20
        10.0.0.9 > 10.0.0.5 180
        10.0.0.9 > 10.0.0.5 487`,
      'no-timestamps',
    ],
    'a message that is cut': [ladder`10.0.0.5 > 10.0.0.9 REGISTER cut 150`, 'message-cut'],
  },
})
