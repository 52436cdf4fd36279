import { missingOutbound } from '../../../../src/diagnose/rules/identity/missing-outbound.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { identity } from '../../../support/passport.ts'
import { testRule } from '../../../support/test-rule.ts'

const NUMBERS = 'from sip:+13125550101@10.0.0.5 uri sip:+12025550123@203.0.113.9'

testRule(missingOutbound, {
  quiet: {
    signed: ladder`10.0.0.5 > 203.0.113.9 INVITE ${NUMBERS} header "${identity()}"`,
    'within private networks': ladder`10.0.0.5 > 10.0.0.9 INVITE ${NUMBERS}`,
    'coming in': ladder`203.0.113.9 > 10.0.0.5 INVITE ${NUMBERS}`,
    'another numbering plan': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:+493012345678@10.0.0.5 uri sip:+493087654321@203.0.113.9`,
    'an extension': ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 uri sip:+12025550123@203.0.113.9`,
    'between own networks': withOptions(ladder`10.0.0.5 > 203.0.113.9 INVITE ${NUMBERS}`, {
      policy: { ownNetworks: ['203.0.113.0/24'] },
    }),
  },
  fires: {
    'others are signed': [
      ladder`
        10.0.0.5 > 203.0.113.9 INVITE ${NUMBERS}
        10.0.0.6 > 203.0.113.9 INVITE call signed ${NUMBERS} header "${identity()}"`,
      { to: '+12025550123', host: '203.0.113.9', signs: false },
      'low',
    ],
    'nothing is signed': [ladder`10.0.0.5 > 203.0.113.9 INVITE ${NUMBERS}`, { signs: false }, 'info'],
    'from a network of one’s own': [
      withOptions(ladder`198.51.100.5 > 203.0.113.9 INVITE ${NUMBERS}`, {
        policy: { ownNetworks: ['198.51.100.0/24'] },
      }),
      { signs: false },
      'info',
    ],
    'the carrier signs': [
      ladder`
        10.0.0.5 > 203.0.113.9 INVITE from sip:+13125550101@10.0.0.5 uri sip:+12025550123@example.pstn.twilio.com
        10.0.0.6 > 203.0.113.9 INVITE call signed ${NUMBERS} header "${identity()}"`,
      { signs: true },
      'info',
    ],
  },
  unproven: {
    'no addresses tell which way it goes': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.9 INVITE ${NUMBERS}`,
      'single-leg',
    ],
  },
})
