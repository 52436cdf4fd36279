import { rpidLegacy } from '../../../../src/diagnose/rules/compliance/rpid-legacy.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(rpidLegacy, {
  quiet: {
    'the asserted identity alone': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>"`,
  },
  fires: {
    'there it is': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE header "Remote-Party-ID: <sip:+12025550101@10.0.0.5>;party=calling"`,
      { rpid: '<sip:+12025550101@10.0.0.5>;party=calling', asserted: undefined },
      'info',
    ],
    'both say the same': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Remote-Party-ID: <sip:+12025550101@10.0.0.5>" header "P-Asserted-Identity: <tel:+1-202-555-0101>"`,
      { asserted: undefined },
      'info',
    ],
    'they differ': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Remote-Party-ID: <sip:1001@10.0.0.5>" header "P-Asserted-Identity: <sip:+12025550101@10.0.0.5>"`,
      { asserted: '<sip:+12025550101@10.0.0.5>' },
      'low',
    ],
  },
})
