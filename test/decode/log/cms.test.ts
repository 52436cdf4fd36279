import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const old = (lines: readonly string[], seconds = '00') =>
  lines.map((line) => `Apr 16 18:30:${seconds} user.info cms1 host:server:  INFO : SIP trace: ${line}`)
const fresh = (mark: string, millis: string, lines: readonly string[]) =>
  lines.map(
    (line, i) =>
      `Apr 16 18:30:00.${millis} daemon.info cms1 streamer-sip[2209]: 183000.0${10 + i} : INFO : SIP trace #${mark}: ${line}`,
  )

testFormat('Cisco Meeting Server', {
  'old form': {
    text: [
      ...old(['connection 23: is incoming connection from 192.0.2.1:5060 to 203.0.113.2:5080']),
      ...old(['connection 23: incoming SIP TCP data from 192.0.2.1:5060 to 203.0.113.2:5080, size 500:', ...INVITE]),
      ...old(['']),
      'Apr 16 18:30:00 user.info cms1 host:server:  INFO : call 7: incoming SIP call',
      ...old(
        ['connection 23: outgoing SIP TCP data to 192.0.2.1:5060 from 203.0.113.2:5080, size 300:', ...TRYING],
        '01',
      ),
      ...old(['connection 23: shutting down...'], '01'),
    ],
    ends: [ALICE, BOB],
    direction: 'received',
    transport: 'TCP',
    times: ['1970-04-16T18:30:00.000Z', '1970-04-16T18:30:01.000Z'],
    lines: [3, 23],
  },
  'new form, another connection in between': {
    text: [
      ...fresh('10<', '001', ['incoming SIP TLS data from 192.0.2.1:5060 to 203.0.113.2:5080, size 500:']),
      ...fresh('10<', '001', ['BEGINNING OF MESSAGE', ...INVITE.slice(0, 5)]),
      ...fresh('11<', '002', ['is incoming connection from 192.0.2.9:40000 to 203.0.113.2:5080']),
      ...fresh('10<', '002', [...INVITE.slice(5), 'END OF MESSAGE']),
      ...fresh('10>', '100', ['outgoing SIP TLS data to 192.0.2.1:5060 from 203.0.113.2:5080, size 300:']),
      ...fresh('10>', '100', ['BEGINNING OF MESSAGE', ...TRYING, 'END OF MESSAGE']),
    ],
    ends: [ALICE, BOB],
    direction: 'received',
    transport: 'TLS',
    times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
    lines: [3, 24],
  },
  'our own address is not told': {
    text: [
      ...old(['connection 98: incoming SIP UDP data from 192.0.2.1:5060, size 547:', ...INVITE, '']),
      ...old(['connection 98: outgoing SIP UDP data to 192.0.2.1:5060, size 300:', ...TRYING]),
    ],
    ends: [ALICE, undefined],
    direction: 'received',
    transport: 'UDP',
    times: ['1970-04-16T18:30:00.000Z', '1970-04-16T18:30:00.000Z'],
    lines: [2, 21],
  },
})

testNoMessages({
  'connections come and go': [
    ...old(['connection 12: read failure, code 104', 'connection 12: shutting down...']),
    ...fresh('10<', '001', [
      'is incoming connection from 192.0.2.1:57830 to 203.0.113.2:6000',
      'INVITE sip:bob@203.0.113.2 SIP/2.0',
    ]),
  ],
})
