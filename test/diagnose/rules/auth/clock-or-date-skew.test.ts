import { clockOrDateSkew } from '../../../../src/diagnose/rules/auth/clock-or-date-skew.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** The first second of a ladder is 18:30:00 GMT on that day. */
const invite = (time: string) => `192.0.2.1 > 203.0.113.7  INVITE  header "Date: Thu, 16 Apr 2026 ${time} GMT"`

testRule(clockOrDateSkew, {
  quiet: {
    'in step': ladder`0 ${invite('18:30:30')}`,
    'a time zone in a log': ladder`
      as text
      0 ${invite('20:30:01')}`,
    'no Date': ladder`0 192.0.2.1 > 203.0.113.7  INVITE`,
  },
  fires: {
    'two minutes': [ladder`0 ${invite('18:28:00')}`, { who: '192.0.2.1', seconds: -120 }, 'low'],
    'ten minutes': [ladder`0 ${invite('18:40:00')}`, { seconds: 600 }, 'medium'],
    'and the call is answered': [
      ladder`
        0   ${invite('18:40:00')}
        0.1 203.0.113.7 > 192.0.2.1  200`,
      { seconds: 600 },
      'low',
    ],
    years: [ladder`0 192.0.2.1 > 203.0.113.7  INVITE  header "Date: Mon, 16 Apr 2018 18:30:00 GMT"`, {}, 'low'],
    'hours in a capture': [ladder`0 ${invite('20:30:00')}`, { seconds: 7200 }, 'medium'],
    'refused as stale': [
      ladder`
        0   ${invite('18:28:00')}
        0.1 203.0.113.7 > 192.0.2.1  403  reason "Stale Date"`,
      { refused: true },
      'high',
    ],
  },
  unproven: { 'no times': [ladder`${invite('18:28:00')}`, 'no-timestamps'] },
})
