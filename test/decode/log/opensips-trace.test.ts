import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

testFormat('opensips-cli trace', {
  'microseconds without leading zeros, its log in between': {
    text: [
      '1776364200.123 UDP/SIP 192.0.2.1:5060 -> 203.0.113.2:5080',
      ...INVITE,
      '',
      '1776364200.4000 UDP/LOG',
      '[script] new call',
      '1776364200.99000 UDP/MI',
      '\u001b[34m1776364200.100000\u001b[0m\u001b[36m UDP/SIP 203.0.113.2:5080 -> 192.0.2.1:5060\u001b[0m',
      ...TRYING,
    ].filter((line) => line !== '[script] new call'),
    ends: [ALICE, BOB],
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 23],
  },
  'IPv6 without brackets': {
    text: [
      '1776364200.1 TCP/SIP 2001:db8::1:5060 -> 2001:db8::2:5080',
      ...INVITE,
      '',
      '1776364200.2 TCP/SIP 2001:db8::2:5080 -> 2001:db8::1:5060',
      ...TRYING,
    ],
    ends: [
      { address: '2001:db8::1', port: 5060 },
      { address: '2001:db8::2', port: 5080 },
    ],
    transport: 'TCP',
    times: ['2026-04-16T18:30:00.000001Z', '2026-04-16T18:30:00.000002Z'],
    lines: [2, 21],
  },
})

testNoMessages({
  'rows of other kinds': [
    '1776364200.123 TCP/LOG',
    'INVITE received for bob',
    '1776364200.124 UDP/REST',
    '{"method":"INVITE"}',
  ],
})
