import { viaOrderOrCount } from '../../../../src/diagnose/rules/compliance/via-order-or-count.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(viaOrderOrCount, {
  quiet: {
    'one hop': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 180
      10.0.0.9 > 10.0.0.5 200`,
    'what the way adds': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS branch z9hG4bK1
      10.0.0.9 > 10.0.0.5 200 header "Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;received=10.0.0.5;rport=5060"`,
    'through a proxy': ladder`
      10.0.0.5 > 10.0.0.1 INVITE
      10.0.0.1 > 10.0.0.9 INVITE forwarded
      10.0.0.9 > 10.0.0.1 200
      10.0.0.1 > 10.0.0.5 200 forwarded`,
  },
  fires: {
    'one is missing, and the response arrives': [
      ladder`
        10.0.0.5 > 10.0.0.1 OPTIONS
        10.0.0.1 > 10.0.0.9 OPTIONS forwarded branch z9hG4bKp
        10.0.0.9 > 10.0.0.1 200 without Via header "v: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKp"`,
      { asked: 2, answered: 1, reordered: false },
      'low',
    ],
    'one is missing, and the request is sent again': [
      ladder`
        0   10.0.0.5 > 10.0.0.1 OPTIONS
        0.1 10.0.0.1 > 10.0.0.9 OPTIONS forwarded branch z9hG4bKp
        0.2 10.0.0.9 > 10.0.0.1 200 without Via header "v: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKp"
        0.6 10.0.0.1 > 10.0.0.9 OPTIONS again`,
      { asked: 2, answered: 1 },
      'medium',
    ],
    'one too many': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS
        10.0.0.9 > 10.0.0.5 200 header "v: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bKx"`,
      { asked: 1, answered: 2 },
      'low',
    ],
    'others than were asked with': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS header "v: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKy"
        10.0.0.9 > 10.0.0.5 200 header "v: SIP/2.0/UDP 10.0.0.3;branch=z9hG4bKz"`,
      { asked: 2, answered: 2, reordered: true },
      'low',
    ],
  },
  unproven: {
    'a response that is cut': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 OPTIONS
        10.0.0.9 > 10.0.0.5 200 cut 220`,
      'message-cut',
    ],
  },
})
