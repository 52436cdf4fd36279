import { rtpBeforeSdp } from '../../../../src/diagnose/rules/early/rtp-before-sdp.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (at: number, answer = '183', rest = '') => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
  0.1   192.0.2.7 > 192.0.2.5  180
  ${at} 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 300
  1     192.0.2.7 > 192.0.2.5  ${answer} sdp audio 192.0.2.7:5000 PCMU
  ${rest}`

testRule(rtpBeforeSdp, {
  quiet: {
    'after the description': call(1.1),
    '50 ms before it': call(0.95),
    'of a call before': ladder`
      0     192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 300
      3     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
      4     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
      4.1   192.0.2.5 > 192.0.2.7  ACK`,
    'no description comes': ladder`
      0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
      0.1   192.0.2.7 > 192.0.2.5  180
      0.5   192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 300
      9     192.0.2.7 > 192.0.2.5  486`,
  },
  fires: {
    'before the 183': [call(0.5), { earlyMs: 500, from: '192.0.2.7:5000' }, 'info'],
    'before the 200': [call(0.2, '200', '1.1 192.0.2.5 > 192.0.2.7 ACK'), { earlyMs: 800 }, 'info'],
  },
  unproven: {
    'the callee is not in the capture': [
      ladder`
        0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
        1.1   192.0.2.5 > 192.0.2.7  ACK
        1.2   192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 300`,
      'no-rtp-in-capture',
    ],
  },
})
