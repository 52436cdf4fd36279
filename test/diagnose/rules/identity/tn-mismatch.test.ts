import { tnMismatch } from '../../../../src/diagnose/rules/identity/tn-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { identity } from '../../../support/passport.ts'
import { testRule } from '../../../support/test-rule.ts'

const FROM = 'from sip:+13125550101@10.0.0.5'
const TO = 'to sip:+12025550123@203.0.113.9'

testRule(tnMismatch, {
  quiet: {
    'not signed': ladder`10.0.0.5 > 203.0.113.9 INVITE`,
    'the numbers of the INVITE': ladder`10.0.0.5 > 203.0.113.9 INVITE ${FROM} ${TO} header "${identity()}"`,
    'without country code': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:3125550101@10.0.0.5 to sip:202-555-0123@203.0.113.9 header "${identity()}"`,
    'the asserted one': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 ${TO} header "P-Asserted-Identity: <tel:+13125550101>" header "${identity()}"`,
    'a caller without a number': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:alice@10.0.0.5 ${TO} header "${identity()}"`,
    'another target, the To as dialled': ladder`
      10.0.0.5 > 203.0.113.9 INVITE ${FROM} ${TO} uri sip:+12025550999@203.0.113.9 header "${identity()}"`,
    'a diverted call': ladder`
      10.0.0.5 > 203.0.113.9 INVITE ${FROM} to sip:+12025550999@203.0.113.9 header "Diversion: <sip:+12025550123@10.0.0.5>" header "${identity()}"`,
  },
  fires: {
    'another caller': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:+13125550199@10.0.0.5 ${TO} header "${identity()}"`,
      { which: 'orig', signed: '13125550101', shown: '13125550199', signer: 'cert.example.com' },
      'high',
    ],
    'another called number': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE ${FROM} to sip:+12025550999@203.0.113.9 header "${identity()}"`,
      { which: 'dest', signed: '12025550123', shown: '12025550999' },
      'high',
    ],
    'the call succeeds all the same': [
      ladder`
        10.0.0.5 > 203.0.113.9 INVITE from sip:+13125550199@10.0.0.5 ${TO} header "${identity()}"
        203.0.113.9 > 10.0.0.5 200`,
      { which: 'orig' },
      'medium',
    ],
  },
  unproven: {
    'a token that was taken out': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE ${FROM} header "Identity: [removed]"`,
      'message-cut',
    ],
  },
})
