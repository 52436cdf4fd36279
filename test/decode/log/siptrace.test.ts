import { expect, it } from 'vitest'
import { BOB, DASHES, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const indented = (lines: readonly string[]) => lines.map((line) => `   ${line}`)
const UUID = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'

testFormat('FreeSWITCH siptrace', {
  'past midnight': {
    text: [
      'send 500 bytes to udp/[203.0.113.2]:5080 at 23:59:59.999999:',
      DASHES,
      ...INVITE,
      DASHES,
      'recv 300 bytes from udp/[203.0.113.2]:5080 at 00:00:00.000001:',
      DASHES,
      ...TRYING,
      DASHES,
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['1970-01-01T23:59:59.999999Z', '1970-01-02T00:00:00.000001Z'],
    lines: [3, 23],
  },
  'on the console, log lines right after and in the middle': {
    text: [
      ...indented(['send 500 bytes to udp/[203.0.113.2]:5080 at 10:00:00.000001:', DASHES, ...INVITE]),
      '2026-04-16 10:00:00.000100 [DEBUG] sofia.c:7327 Channel sofia/a entering state [calling][0]',
      `${UUID} 2026-04-16 10:00:00.0002 95.53% [NOTICE] switch_channel.c:1 New`,
      ...indented(['recv 300 bytes from udp/[203.0.113.2]:5080 at 10:00:00.500000:', DASHES, ...TRYING.slice(0, 4)]),
      '2026-04-16 10:00:00.000300 [DEBUG] sofia.c:1 in the middle',
      ...indented(TRYING.slice(4)),
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['1970-01-01T10:00:00.000001Z', '1970-01-01T10:00:00.500Z'],
    lines: [3, 24],
  },
  'drachtio, its own time before and no dashes': {
    text: [
      '2026-04-16 18:30:00.000200 send 500 bytes to tls/[203.0.113.2]:5080 at 18:30:00.000123:',
      ...INVITE,
      '',
      '2026-04-16 18:30:00.099000 SipDialogController::doSendRequest - created dialog',
      '2026-04-16 18:30:00.100100 recv 300 bytes from tls/[203.0.113.2]:5080 at 18:30:00.100000:',
      ...TRYING,
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'TLS',
    times: ['2026-04-16T18:30:00.000200Z', '2026-04-16T18:30:00.100100Z'],
    lines: [2, 22],
  },
  'a Call-ID before every line': {
    text: [
      'send 500 bytes to udp/[203.0.113.2]:5080 at 18:30:00.000123:',
      DASHES,
      ...INVITE,
      DASHES,
      'recv 300 bytes from udp/[203.0.113.2]:5080 at 18:30:00.100000:',
      DASHES,
      ...TRYING,
    ].map((line) => `one@192.0.2.1 ${line}`),
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['1970-01-01T18:30:00.000123Z', '1970-01-01T18:30:00.100Z'],
    lines: [3, 23],
  },
  'no port and no time': {
    text: [
      'send 500 bytes to ws/[203.0.113.2]',
      DASHES,
      ...INVITE,
      DASHES,
      'recv 300 bytes from ws/[203.0.113.2]:',
      DASHES,
      ...TRYING,
    ],
    ends: [undefined, { address: '203.0.113.2', port: undefined }],
    direction: 'sent',
    transport: 'WS',
    lines: [3, 23],
  },
  'no address': {
    text: ['recv 500 bytes', ...INVITE, '', 'send 300 bytes', ...TRYING],
    ends: [undefined, undefined],
    direction: 'received',
    lines: [2, 21],
  },
})

testNoMessages({
  'the stack talking to itself': [
    'tport.c:2324 tport_set_secondary_timer() tport(0x7f): set timer at 180000 ms because keepalive',
    'nta.c:2810 nta_tpn_by_url() nta: selecting scheme sip',
    'tport_vsend(0x7f): 500 bytes of 500 to udp/203.0.113.2:5080',
    'nta: sent INVITE (21) to tcp/203.0.113.2:5060',
  ],
  'traffic of another kind': [
    'recv 4 bytes from udp/[203.0.113.2]:5080 at 18:30:00.000123:',
    'we send 500 bytes to the peer and recv 20 bytes back',
  ],
})

it('a UUID before the log lines only', () => {
  const text = [
    'recv 300 bytes from udp/[203.0.113.2]:5080 at 18:30:00.100000:',
    DASHES,
    ...TRYING,
    `${UUID} 2026-04-16 18:30:00.2 [DEBUG] mod_sofia.c:1 hangup cause 16`,
  ]
  const { messages, events } = readText(text.join('\n'))
  expect(messages).toMatchObject([{ status: 100, source: BOB, direction: 'received' }])
  expect(events).toMatchObject([{ topic: 'other' }])
})
