import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const LOCAL = 'Local-ip="192.0.2.1" Local-port="5060"'
const head = (clock: string, rest: string) =>
  `2026-04-16T20:30:00+02:00 expc tvcs: UTCTime="2026-04-16 18:30:${clock}" Module="network.sip" Level="DEBUG": ${rest}`

testFormat('Cisco Expressway', {
  'diagnostic log': {
    text: [
      head('00,001', `Action="Sent" ${LOCAL} Dst-ip="203.0.113.2" Dst-port="5080" Msg-Hash="1"`),
      ' SIPMSG:',
      ` |${INVITE[0]}`,
      ...INVITE.slice(1).map((line) => ` ${line}`),
      '  |',
      '2026-04-16T20:30:00+02:00 expc tvcs: UTCTime="2026-04-16 18:30:00,099" Module="network.sip" Level="INFO": Action="Received" Detail="Receive Response Code=100, Method=INVITE, CSeq=1"',
      head('00,100', `Action="Received" ${LOCAL} Src-ip="203.0.113.2" Src-port="5080" Msg-Hash="2"`),
      ` SIPMSG: |${TRYING[0]}`,
      ...TRYING.slice(1).map((line) => ` ${line}`),
      ' |',
    ],
    ends: [ALICE, BOB],
    direction: 'sent',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [3, 23],
  },
})

testNoMessages({
  'other modules': [
    '2026-04-16T20:30:00+02:00 expc tvcs: UTCTime="2026-04-16 18:30:00,001" Module="network.http" Level="DEBUG": Message="Request" Method="POST"',
    '2026-04-16T20:30:00+02:00 expc tvcs: UTCTime="2026-04-16 18:30:00,001" Module="network.sip" Level="INFO": Action="Received" Detail="Receive Request Method=INVITE, CSeq=1, Request-URI=sip:bob@203.0.113.2"',
  ],
  'a lone mark': ['SIPMSG:', '|', ' |'],
})
