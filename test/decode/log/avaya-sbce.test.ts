import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const RULE = '-'.repeat(88)

testFormat('Avaya SBCE', {
  traceSBC: {
    text: [
      RULE,
      '[16-04-2026:18.30.00.001000]',
      'SIP OUT: 192.0.2.1:5060 --> 203.0.113.2:5080 (TLS)',
      ...INVITE,
      '',
      RULE,
      '[16-04-2026:18.30.00.100000]',
      'SIP IN: 203.0.113.2:5080 --> 192.0.2.1:5060 (TLS)',
      ...TRYING,
      RULE,
    ],
    ends: [ALICE, BOB],
    direction: 'sent',
    transport: 'TLS',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [4, 25],
  },
})

testNoMessages({
  sentences: ['SIP OUT: INVITE to bob', 'SIP IN: the trunk is up', '[16-04-2026:18.30.00.001000]'],
})
