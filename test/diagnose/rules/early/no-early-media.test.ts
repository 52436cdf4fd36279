import { noEarlyMedia } from '../../../../src/diagnose/rules/early/no-early-media.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (progress: string, rest: string, answered = 5) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
  1     192.0.2.7 > 192.0.2.5  183 ${progress}
  ${answered}   192.0.2.7 > 192.0.2.5  200 INVITE sdp audio 192.0.2.7:5000 PCMU
  ${answered}.1 192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const SDP = 'sdp audio 192.0.2.7:5000 PCMU'
const after = '5.2 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 200'

testRule(noEarlyMedia, {
  quiet: {
    'it is sent': call(SDP, '1.1 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 400'),
    'no description': call('', after),
    inactive: call(`${SDP} inactive`, after),
    'answered after 2 s': call(SDP, '3.2 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 200', 3),
  },
  fires: {
    'nothing comes, and no 180': [call(SDP, after), { waitedMs: 4000, rang: false }, 'medium'],
    'nothing comes, but a 180': [
      call(
        SDP,
        `1.5 192.0.2.7 > 192.0.2.5 180
         ${after}`,
      ),
      { rang: true },
      'low',
    ],
    'the caller gives up': [
      ladder`
        0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        1     192.0.2.7 > 192.0.2.5  183 ${SDP}
        2     192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 100
        6     192.0.2.5 > 192.0.2.7  CANCEL
        6.1   192.0.2.7 > 192.0.2.5  200
        6.2   192.0.2.7 > 192.0.2.5  487 INVITE`,
      { waitedMs: 5000 },
      'medium',
    ],
  },
  unproven: {
    'no media was captured': [call(SDP, ''), 'no-rtp-in-capture'],
    'times are not known': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        192.0.2.7 > 192.0.2.5  183 ${SDP}
        192.0.2.7 > 192.0.2.5  200 ${SDP}`,
      'no-timestamps',
    ],
  },
})
