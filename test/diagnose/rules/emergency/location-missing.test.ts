import { locationMissing } from '../../../../src/diagnose/rules/emergency/location-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const NUMBER = 'from sip:+12025550101@10.0.0.5'
const NOBODY = 'from sip:anonymous@anonymous.invalid'
const SOS = 'uri urn:service:sos'

testRule(locationMissing, {
  quiet: {
    'no emergency': ladder`10.0.0.5 > 203.0.113.9 INVITE`,
    'a location by reference': ladder`
      10.0.0.5 > 203.0.113.9 INVITE ${NOBODY} ${SOS} header "Geolocation: <https://loc.example.com/1>"`,
    'a location in the body': ladder`
      10.0.0.5 > 203.0.113.9 INVITE ${NUMBER} ${SOS} body "application/pidf+xml" "<presence/>"`,
    'the cell it comes from': ladder`
      10.0.0.5 > 203.0.113.9 INVITE ${NUMBER} ${SOS} header "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=1"`,
    'a test': ladder`10.0.0.5 > 203.0.113.9 INVITE ${NUMBER} uri sip:933@203.0.113.9`,
  },
  fires: {
    'nothing to go by': [ladder`10.0.0.5 > 203.0.113.9 INVITE ${NOBODY} ${SOS}`, { callback: undefined }, 'high'],
    'a number to look up': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE ${NUMBER} ${SOS}`,
      { callback: '12025550101', service: 'urn:service:sos' },
      'low',
    ],
    'an asserted number': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE ${NOBODY} ${SOS} header "P-Asserted-Identity: <tel:+12025550101>"`,
      { callback: '12025550101' },
      'low',
    ],
  },
  unproven: {
    'an INVITE that is cut': [ladder`0 10.0.0.5 > 203.0.113.9 INVITE ${NUMBER} ${SOS} cut 250`, 'message-cut'],
  },
})
