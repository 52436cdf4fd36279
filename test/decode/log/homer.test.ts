import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

testFormat('Homer', {
  'a transaction as text': {
    text: [
      'proto:UDP 2026-04-16T18:30:00.123Z  192.0.2.1:5060 ---> 203.0.113.2:5080',
      '',
      ...INVITE,
      '',
      'proto:UDP 2026-04-16T18:30:00.223Z  203.0.113.2:5080 ---> 192.0.2.1:5060',
      '',
      ...TRYING,
      '',
    ],
    ends: [ALICE, BOB],
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.123Z', '2026-04-16T18:30:00.223Z'],
    lines: [3, INVITE.length + 6],
  },
})

testNoMessages({ 'another program': ['proto:UDP is what it uses', 'proto:UDP 2026 a ---> b', 'hello'] })
