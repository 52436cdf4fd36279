import { paiFormat } from '../../../../src/diagnose/rules/compliance/pai-format.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(paiFormat, {
  quiet: {
    'none at all': ladder`10.0.0.5 > 10.0.0.9 INVITE`,
    'a sip and a tel URI': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>, <tel:+12025550101>"`,
    'what the network adds': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>;verstat=TN-Validation-Passed"`,
    'anonymous with Privacy': ladder`
      10.0.0.5 > 10.0.0.9 INVITE from sip:anonymous@anonymous.invalid header "Privacy: id" header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>"`,
    'anonymous without an identity': ladder`10.0.0.5 > 10.0.0.9 INVITE from sip:anonymous@anonymous.invalid`,
  },
  fires: {
    'a tag copied from From': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>;tag=as1"`,
      { problem: 'parameters', name: 'P-Asserted-Identity' },
      'low',
    ],
    'three values': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE header "P-Preferred-Identity: <sip:a@10.0.0.5>, <sip:b@10.0.0.5>, <tel:+12025550101>"`,
      { problem: 'too-many', name: 'P-Preferred-Identity' },
      'low',
    ],
    'another scheme': [
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE header "P-Asserted-Identity: <mailto:alice@example.com>"`,
      { problem: 'scheme' },
      'low',
    ],
    'anonymous, though an identity is asserted': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE from sip:anonymous@anonymous.invalid header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>"`,
      { problem: 'anonymous', name: 'From' },
      'low',
    ],
  },
  unproven: { 'a message that is cut': [ladder`10.0.0.5 > 10.0.0.9 INVITE cut 250`, 'message-cut'] },
})
