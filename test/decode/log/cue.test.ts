import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

testFormat('Cisco Unity Express', {
  'the start line right behind the envelope': {
    text: [
      '4480 04/16 18:29:59.377 ACCN HTTS 0 -> AInvoker.doGet() (/mwiapp) EXIT',
      `4901 04/16 18:30:00.001 DSSP LWRE 0 Sending UDP packet on 192.0.2.1:5060, destination 203.0.113.2:5080 ${INVITE[0]} ${INVITE[1]}`,
      ...INVITE.slice(2),
      ' ',
      '4488 04/16 18:30:00.050 ACCN ENGN 0 Record 544481396 enqueued. Queue size=0 total number of writes=10',
      `4902 04/16 18:30:00.100 DSSP LWRE 0 Received UDP packet on 192.0.2.1:5060 , source 203.0.113.2:5080 ${TRYING[0]}`,
      ...TRYING.slice(1),
    ],
    ends: [ALICE, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
    lines: [2, 20],
  },
})

testNoMessages({
  'other lines of the stack': [
    '4901 04/16 18:30:00.001 DSSP LWRE 0 Listening for UDP packets on 192.0.2.1:5060',
    '4902 04/16 18:30:00.001 DSSP LWRE 0 Sending UDP packet on 192.0.2.1:5060, destination 203.0.113.2:5080 keep-alive',
  ],
})
