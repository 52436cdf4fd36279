import { strictRouter } from '../../../../src/diagnose/rules/routing/strict-router.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(strictRouter, {
  quiet: {
    'loose routes': ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Record-Route: <sip:192.0.2.20;lr=on>" header "Route: <sip:192.0.2.20;lr>"`,
    'none at all': ladder`192.0.2.10 > 192.0.2.20  INVITE`,
  },
  fires: {
    'a Record-Route': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Record-Route: <sip:192.0.2.20>"`,
      { name: 'Record-Route', route: 'sip:192.0.2.20' },
      'low',
    ],
    'a Route beside a loose one': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Route: <sip:192.0.2.20;lr>, <sip:192.0.2.30>"`,
      { name: 'Route', route: 'sip:192.0.2.30' },
      'low',
    ],
    'the user is looked for in the wrong place': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE
        192.0.2.20 > 192.0.2.10  200  header "Record-Route: <sip:192.0.2.20>"
        192.0.2.10 > 192.0.2.20  ACK
        192.0.2.10 > 192.0.2.20  BYE  uri sip:192.0.2.20
        192.0.2.20 > 192.0.2.10  481`,
      { status: 481 },
      'high',
    ],
  },
  unproven: {
    'cut behind the first': [
      ladder`0 192.0.2.10 > 192.0.2.20  INVITE  header "Record-Route: <sip:192.0.2.20;lr>" cut 312`,
      'message-cut',
    ],
  },
})
