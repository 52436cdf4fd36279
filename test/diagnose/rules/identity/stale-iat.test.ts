import { staleIat } from '../../../../src/diagnose/rules/identity/stale-iat.ts'
import { ladder } from '../../../support/ladder.ts'
import { CLAIMS, HEADER, identity, LADDER_START_S, PARAMS } from '../../../support/passport.ts'
import { testRule } from '../../../support/test-rule.ts'

const issued = (secondsBefore: number): string => identity({ ...CLAIMS, iat: LADDER_START_S - secondsBefore })

testRule(staleIat, {
  quiet: {
    'not signed': ladder`0 10.0.0.5 > 203.0.113.9 INVITE`,
    'a minute old': ladder`0 10.0.0.5 > 203.0.113.9 INVITE header "${issued(60)}"`,
    'a minute early': ladder`0 10.0.0.5 > 203.0.113.9 INVITE header "${issued(-60)}"`,
    'a diversion keeps the first time': ladder`
      0 10.0.0.5 > 203.0.113.9 INVITE header "${identity({ ...CLAIMS, iat: 1 }, { ...HEADER, ppt: 'div' }, PARAMS.replace('shaken', 'div'))}"`,
    'the clock of the capture is wrong, not the token': ladder`
      0 10.0.0.5 > 203.0.113.9 INVITE header "Date: Thu, 16 Apr 2026 10:30:00 GMT" header "${issued(8 * 3600)}"`,
    'text by its Date header': ladder`
      10.0.0.5 > 203.0.113.9 INVITE header "Date: Thu, 16 Apr 2026 18:30:30 GMT" header "${issued(0)}"`,
  },
  fires: {
    'an old one': [
      ladder`0 10.0.0.5 > 203.0.113.9 INVITE header "${issued(61)}"`,
      { deltaMs: 61_000, clock: 'capture', issued: '2026-04-16T18:28:59.000Z' },
      'medium',
    ],
    'one from the future': [
      ladder`0 10.0.0.5 > 203.0.113.9 INVITE header "${issued(-61)}"`,
      { deltaMs: -61_000 },
      'medium',
    ],
    'the call goes on': [
      ladder`
        0   10.0.0.5 > 203.0.113.9 INVITE header "${issued(300)}"
        0.1 203.0.113.9 > 10.0.0.5 200`,
      { deltaMs: 300_000 },
      'low',
    ],
    'the call goes on, marked as failed': [
      ladder`
        0   10.0.0.5 > 203.0.113.9 INVITE header "${issued(300)}" header "P-Asserted-Identity: <tel:+13125550101>;verstat=TN-Validation-Failed"
        0.1 203.0.113.9 > 10.0.0.5 200`,
      { deltaMs: 300_000 },
      'medium',
    ],
    'refused for it': [
      ladder`
        0   10.0.0.5 > 203.0.113.9 INVITE header "${issued(300)}"
        0.1 203.0.113.9 > 10.0.0.5 403 reason "Stale Date"`,
      { deltaMs: 300_000 },
      'high',
    ],
    'text by its Date header': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE header "Date: Thu, 16 Apr 2026 18:35:00 GMT" header "${issued(0)}"`,
      { deltaMs: 300_000, clock: 'date' },
      'medium',
    ],
  },
  unproven: {
    'text, whose times have no zone': [
      ladder`
        as text
        0 10.0.0.5 > 203.0.113.9 INVITE header "${issued(3600)}"`,
      'no-timestamps',
    ],
  },
})
