import { expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

testFormat('Asterisk chan_sip', {
  'a request sent': {
    text: [
      'Reliably Transmitting (no NAT) to 203.0.113.2:5080:',
      ...INVITE,
      '',
      '---',
      '',
      '<--- SIP read from UDP:203.0.113.2:5080 --->',
      ...TRYING,
      '<------------->',
      '--- (7 headers 0 lines) ---',
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: [undefined, 'UDP'],
    lines: [2, 23],
  },
  'a request received, the answer in an envelope': {
    text: [
      '<--- SIP read from 192.0.2.1:5060 --->',
      ...INVITE,
      '<------------->',
      '--- (9 headers 7 lines) ---',
      '',
      '<--- Reliably Transmitting (NAT) to 192.0.2.1:5060 --->',
      ...TRYING,
      '',
      '<------------>',
    ],
    ends: [ALICE, undefined],
    direction: 'received',
    lines: [2, 23],
  },
  'the log prefix on a line of its own': {
    text: [
      '[2026-04-16 18:30:00,001] VERBOSE[13892] chan_sip.c: ',
      '<--- SIP read from 192.0.2.1:5060 --->',
      ...INVITE,
      '<------------->',
      '[2026-04-16 18:30:00,100] VERBOSE[13892][C-00000002] chan_sip.c:',
      '',
      '<--- Transmitting (NAT) to 192.0.2.1:5060 --->',
      ...TRYING,
      '<------------>',
    ],
    ends: [ALICE, undefined],
    direction: 'received',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [3, 24],
  },
  'the time before every line': {
    text: [
      'Reliably Transmitting (NAT) to 203.0.113.2:5080:',
      ...INVITE,
      '',
      '---',
      "Really destroying SIP dialog 'two@192.0.2.1' Method: OPTIONS",
      '<--- SIP read from 203.0.113.2:5080 --->',
      ...TRYING,
      '<------------->',
    ].map((line) => `[Apr 16 18:30:00] ${line}`),
    ends: [undefined, BOB],
    direction: 'sent',
    times: ['1970-04-16T18:30:00.000Z', '1970-04-16T18:30:00.000Z'],
    lines: [2, 23],
  },
})

it('transports as two versions write them', () => {
  const envelopes = ['<--- SIP read from TCP:192.0.2.1:5060 --->', '<--- SIP read from UDP://192.0.2.1:5060 --->']
  const { messages } = readText(envelopes.flatMap((line) => [line, ...TRYING, '<------------->']).join('\n'))
  expect(messages.map((m) => [m.source, m.transport])).toEqual([
    [ALICE, 'TCP'],
    [ALICE, 'UDP'],
  ])
})

it('a retransmission is a message of its own', () => {
  const text = [
    'Reliably Transmitting (NAT) to 203.0.113.2:5080:',
    ...INVITE,
    '',
    '---',
    'Retransmitting #1 (NAT) to 203.0.113.2:5080:',
    ...INVITE,
    '',
    '---',
  ]
  const { messages } = readText(text.join('\n'))
  expect(messages).toMatchObject([
    { destination: BOB, direction: 'sent', branch: 'z9hG4bK1.' },
    { destination: BOB, direction: 'sent', branch: 'z9hG4bK1.' },
  ])
})

testNoMessages({
  'keep-alives': [
    '<--- SIP read from UDP:192.0.2.1:5060 --->',
    '',
    '<------------->',
    '[Mar 30 13:35:40] <--- SIP read from UDP:192.0.2.1:5060 --->',
    '[Mar 30 13:35:40] jaK',
    '[Mar 30 13:35:40] <------------->',
  ],
  'ends of dialogs and routes': [
    "Really destroying SIP dialog 'one@192.0.2.1' Method: REGISTER",
    'set_destination: Parsing <sip:bob@192.0.2.1:5060> for address/port to send to',
    "Scheduling destruction of SIP dialog 'one@192.0.2.1' in 32000 ms (Method: INVITE)",
  ],
})
