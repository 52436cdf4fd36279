import { fromTagMissing } from '../../../../src/diagnose/rules/compliance/from-tag-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(fromTagMissing, {
  quiet: {
    'tags everywhere': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200`,
    'a response repeats what it got': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 200 header "From: <sip:alice@10.0.0.5>"`,
    'no From at all is another fault': ladder`10.0.0.5 > 10.0.0.9 OPTIONS without From`,
  },
  fires: {
    'nobody answers': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "From: <sip:alice@10.0.0.5>"`,
      { what: 'OPTIONS', from: '<sip:alice@10.0.0.5>' },
      'medium',
    ],
    'the exchange works': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS header "From: <sip:alice@10.0.0.5>"
        10.0.0.9 > 10.0.0.5 200`,
      { what: 'OPTIONS' },
      'low',
    ],
    'it is refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "From: <sip:alice@10.0.0.5>"
        10.0.0.9 > 10.0.0.5 481`,
      { what: 'INVITE' },
      'high',
    ],
  },
  unproven: {
    'a message that is cut': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "From: <sip:alice@10.0.0.5>" cut 160`,
      'message-cut',
    ],
  },
})
