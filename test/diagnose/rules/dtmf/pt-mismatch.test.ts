import { ptMismatch } from '../../../../src/diagnose/rules/dtmf/pt-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, rest: string) => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 ${offered}
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${answered}
  1.1  192.0.2.5 > 192.0.2.7  ACK
  1.2  192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 200
  ${rest}`
const digits = (payload: number) => `2 192.0.2.5:4000 > 192.0.2.7:5000 dtmf 12 payload ${payload}`

testRule(ptMismatch, {
  quiet: {
    'the type of the receiver': call('PCMU,telephone-event', 'PCMU,telephone-event@96', digits(96)),
    'the same on both sides': call('PCMU,telephone-event', 'PCMU,telephone-event', digits(101)),
    'no digits': call('PCMU,telephone-event', 'PCMU,telephone-event@96', ''),
  },
  fires: {
    'the type of the sender': [
      call('PCMU,telephone-event', 'PCMU,telephone-event@96', digits(101)),
      { by: 'caller', payloadType: 101, expected: [96], packets: 14 },
      'medium',
    ],
    'one that nobody named': [
      call('PCMU,telephone-event@96', 'PCMU,telephone-event@97', digits(110)),
      { payloadType: 110, expected: [97] },
      'medium',
    ],
    'the receiver takes none': [call('PCMU,telephone-event', 'PCMU', digits(101)), { expected: [] }, 'medium'],
  },
  unproven: {
    'a type of the receiver is not named': [
      ladder`
        0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU,telephone-event
        1    192.0.2.7 > 192.0.2.5  200 body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=audio 5000 RTP/AVP 0 101\\n"
        1.1  192.0.2.5 > 192.0.2.7  ACK
        ${digits(101)}`,
      'message-cut',
    ],
  },
})
