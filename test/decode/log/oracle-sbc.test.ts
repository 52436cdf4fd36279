import { expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const RULE = '-'.repeat(40)

testFormat('Oracle SBC sipmsg.log', {
  'with port and VLAN': {
    text: [
      'File opened.',
      'Apr 16 18:29:59.599 UDP[3:0]192.0.2.1:5060 OPENED',
      'Apr 16 18:30:00.001 On [6:0]192.0.2.1:5060 sent to 203.0.113.2:5080',
      ...INVITE,
      '',
      '',
      RULE,
      'Apr 16 18:30:00.100 On [6:0]192.0.2.1:5060 received from 203.0.113.2:5080',
      ...TRYING,
      '',
      RULE,
    ].slice(1),
    ends: [ALICE, BOB],
    direction: 'sent',
    times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
    lines: [3, 24],
  },
  'IPv6, and a copy from before the address translation': {
    text: [
      'Apr 16 18:30:00.001 On [0:0][2001:db8::1]:5060 received from [2001:db8::2]:5080',
      ...INVITE,
      '',
      RULE,
      'Post-NAT from private<realm=core> encoded:',
      ...INVITE,
      '',
      RULE,
      'Apr 16 18:30:00.100 On [2001:db8::1]:5060 sent to [2001:db8::2]:5080',
      ...TRYING,
      RULE,
    ],
    ends: [
      { address: '2001:db8::2', port: 5080 },
      { address: '2001:db8::1', port: 5060 },
    ],
    direction: 'received',
    times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
    lines: [2, 42],
  },
})

it('what follows the rule after a copy is read', () => {
  const text = ['Pre-NAT to private<realm=core> decode:', ...INVITE, '', RULE, ...TRYING]
  expect(readText(text.join('\n')).messages).toMatchObject([{ status: 100 }])
})

testNoMessages({
  'other protocols in the same file': [
    'Nov  1 23:03:12.811 On 192.0.2.1:1122 received from 192.0.2.2:53',
    'DNS Response 3916 flags=8503 q=1 ans=0 auth=1 add=0 net-ttl=0',
    '  Q:NAPTR 7.6.5.4.3.2.1.0.1.2.e164',
    '  0000: 0f 4c 85 03 00 01 00 00 00 01 00 00 01 37 01 36   .L...........7.6',
    RULE,
    'Mar  1 14:37:26.683 On [0:803]192.0.2.1:2427 sent to 192.0.2.2:2427',
    'Packet:',
    '250 55363 Connection Deleted',
    RULE,
  ],
})
