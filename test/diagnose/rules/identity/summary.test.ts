import { identitySummary } from '../../../../src/diagnose/rules/identity/summary.ts'
import { SERVER } from '../../../support/certificates.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { CLAIMS, HEADER, identity, PARAMS } from '../../../support/passport.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(identitySummary, {
  quiet: { 'a call that is not signed': ladder`0 10.0.0.5 > 203.0.113.9 INVITE` },
  fires: {
    'all it says': [
      ladder`
        2   10.0.0.5 > 203.0.113.9 INVITE header "${identity()}"
        2.1 203.0.113.9 > 10.0.0.5 200`,
      {
        ppt: 'shaken',
        attest: 'A',
        origTn: '13125550101',
        destTns: ['12025550123'],
        ageMs: 2000,
        signer: 'cert.example.com',
        origId: CLAIMS.origid as string,
        signature: undefined,
      },
      'info',
    ],
    'what the verifier says': [
      ladder`
        10.0.0.5 > 203.0.113.9 INVITE header "${identity()}" header "P-Asserted-Identity: <tel:+13125550101>;verstat=TN-Validation-Failed"
        203.0.113.9 > 10.0.0.5 603 header "Reason: STIR;cause=436;text=expired"`,
      { verstat: 'TN-Validation-Failed', reason: 'STIR 436 expired', ageMs: undefined },
      'info',
    ],
    'the certificate at hand': [
      withOptions(ladder`10.0.0.5 > 203.0.113.9 INVITE header "${identity(CLAIMS, HEADER, PARAMS, SERVER.key)}"`, {
        policy: { certificates: ['no certificate', SERVER.cert] },
      }),
      { signature: { kind: 'fits', subject: 'CN=sip.example.com, O=Example', expiredAtSigning: false } },
      'info',
    ],
  },
  unproven: {
    'a token that was taken out': [ladder`10.0.0.5 > 203.0.113.9 INVITE header "Identity: [removed]"`, 'message-cut'],
  },
})
