import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const RULE = '-'.repeat(20)
const BEGIN = ['com.avaya.asm  SIPMSGT ', RULE]

testFormat('Avaya Session Manager', {
  traceSM: {
    text: [
      ...BEGIN,
      '16/04/2026 18:30:00.001 -->',
      '\toctets: 500, Body Length: 116',
      '\tingress: { L203.0.113.2:5080/R192.0.2.1:5060/TLS/0x1f }',
      '\tegress: [NO TARGET]',
      '\tSIPMsgContext: [NONE]',
      RULE,
      ...INVITE,
      RULE,
      ...BEGIN,
      '16/04/2026 18:30:00.100 <--',
      '\toctets: 300, Body Length: 0',
      '\tingress: { L127.0.0.2:15060/R127.0.0.2:1234/TCP/0x20 }',
      '\tegress: { L203.0.113.2:5080/R192.0.2.1:5060/TLS/0x1f }',
      RULE,
      ...TRYING,
      RULE,
    ],
    ends: [ALICE, BOB],
    direction: 'received',
    transport: 'TLS',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [9, 34],
  },
  'release 6.2': {
    text: [
      '2026-04-16 18:30:00,001 CallLogs INFO - : Outgoing Message',
      'Transport: TCP Remote address=203.0.113.2, port=5080, length=500',
      '',
      ...INVITE,
      RULE,
      '2026-04-16 18:30:00,100 CallLogs INFO - : Incoming Message',
      'Transport: TCP Remote address=203.0.113.2, port=5080, length=300',
      '',
      ...TRYING,
      RULE,
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'TCP',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [4, 25],
  },
})

testNoMessages({
  'heads without a message': [...BEGIN, '16/04/2026 18:30:00.001 -->', '\toctets: 500, Body Length: 116', RULE, RULE],
  'other logs': ['2026-04-16 18:30:00,001 CallLogs INFO - Session created', 'Transport: TCP to 203.0.113.2'],
})
