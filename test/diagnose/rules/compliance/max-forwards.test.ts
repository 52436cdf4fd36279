import { maxForwards } from '../../../../src/diagnose/rules/compliance/max-forwards.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(maxForwards, {
  quiet: {
    'the usual': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200`,
    'the most there is': ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 255"`,
    'a proxy takes one off': ladder`
      10.0.0.5 > 10.0.0.1 INVITE
      10.0.0.1 > 10.0.0.9 INVITE forwarded
      10.0.0.9 > 10.0.0.1 200
      10.0.0.1 > 10.0.0.5 200 forwarded`,
    'a B2BUA begins again with a Call-ID of its own': ladder`
      10.0.0.5 > 10.0.0.1 INVITE call a header "Max-Forwards: 20"
      10.0.0.1 > 10.0.0.9 INVITE call b header "Max-Forwards: 70"`,
    'missing, but nothing runs in a circle': ladder`
      10.0.0.5 > 10.0.0.9 INVITE without Max-Forwards
      10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    'one too many': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 256"`,
      { problem: 'too-large', value: '256' },
      'low',
    ],
    'no number': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Max-Forwards: 7x"`, { problem: 'unreadable' }, 'low'],
    'a proxy raises it': [
      ladder`
        10.0.0.5 > 10.0.0.1 INVITE header "Max-Forwards: 30"
        10.0.0.1 > 10.0.0.9 INVITE forwarded header "Max-Forwards: 70"
        10.0.0.9 > 10.0.0.1 180`,
      { problem: 'raised', before: '30', value: '70' },
      'low',
    ],
    'a proxy raises it in a loop': [
      ladder`
        10.0.0.5 > 10.0.0.1 INVITE header "Max-Forwards: 30"
        10.0.0.1 > 10.0.0.9 INVITE forwarded header "Max-Forwards: 70"
        10.0.0.9 > 10.0.0.1 483`,
      { problem: 'raised' },
      'high',
    ],
    'missing in a loop': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE without Max-Forwards
        10.0.0.9 > 10.0.0.5 482`,
      { problem: 'missing-in-loop' },
      'high',
    ],
  },
  unproven: {
    'a message that is cut': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS without Max-Forwards cut 120`, 'message-cut'],
  },
})
