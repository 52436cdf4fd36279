import { downgradedOrStripped } from '../../../../src/diagnose/rules/identity/downgraded-or-stripped.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { CLAIMS, identity } from '../../../support/passport.ts'
import { testRule } from '../../../support/test-rule.ts'

const SESSION = 'header "Session-ID: 0123456789abcdef0123456789abcdef;remote=fedcba9876543210fedcba9876543210"'

/** A call through a B2BUA, on to `to`, with what each leg says besides. */
const through = (before: string, behind: string, to = '203.0.113.9'): Ladder => ladder`
  0    198.51.100.5 > 198.51.100.1 INVITE call a ${SESSION} ${before}
  0.1  198.51.100.1 > ${to} INVITE call b ${SESSION} ${behind}
  0.2  ${to} > 198.51.100.1 486 call b
  0.3  198.51.100.1 > ${to} ACK call b
  0.4  198.51.100.1 > 198.51.100.5 486 call a
  0.5  198.51.100.5 > 198.51.100.1 ACK call a`

const SIGNED = `header "${identity()}"`
const LOWER = `header "${identity({ ...CLAIMS, attest: 'C' })}"`

testRule(downgradedOrStripped, {
  quiet: {
    'passed on': through(SIGNED, SIGNED),
    'not signed at all': through('', ''),
    'signed on the way': through('', SIGNED),
    'a better attestation': through(LOWER, SIGNED),
    'behind a verifier': through(
      SIGNED,
      'header "P-Asserted-Identity: <tel:+13125550101>;verstat=TN-Validation-Passed"',
    ),
    'towards a phone': through(SIGNED, '', '10.0.0.9'),
    'one leg only': ladder`0 198.51.100.5 > 198.51.100.1 INVITE call a ${SIGNED}`,
  },
  fires: {
    lost: [through(SIGNED, ''), { lost: true, before: 'A' }, 'medium'],
    lowered: [through(SIGNED, LOWER), { lost: false, before: 'A', behind: 'C' }, 'medium'],
  },
  unproven: {
    'the second leg is cut': [through(SIGNED, 'cut 365'), 'message-cut'],
  },
})
