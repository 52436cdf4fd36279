import { badCallback } from '../../../../src/diagnose/rules/emergency/bad-callback.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SOS = 'uri urn:service:sos'

testRule(badCallback, {
  quiet: {
    'no emergency': ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5`,
    'an international number': ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:+12025550101@10.0.0.5 ${SOS}`,
    'a national number': ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:2025550101@10.0.0.5 ${SOS}`,
    'an asserted number behind an extension': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 ${SOS} header "P-Asserted-Identity: <tel:+12025550101>"`,
    'digits that were taken out': ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:+1202555xxxx@10.0.0.5 ${SOS}`,
  },
  fires: {
    'an extension': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 ${SOS}`,
      { user: '1001', hidden: false },
      'medium',
    ],
    'six digits': [ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:555010@10.0.0.5 ${SOS}`, { user: '555010' }, 'medium'],
    'nobody, and hidden besides': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:anonymous@anonymous.invalid ${SOS} header "Privacy: id"`,
      { user: 'anonymous', hidden: true },
      'high',
    ],
    'Privacy none hides nothing': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 ${SOS} header "Privacy: none"`,
      { hidden: false },
      'medium',
    ],
  },
  unproven: {
    'an INVITE that is cut': [
      ladder`0 10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 ${SOS} cut 250`,
      'message-cut',
    ],
  },
})
