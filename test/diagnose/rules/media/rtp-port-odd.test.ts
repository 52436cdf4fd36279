import { rtpPortOdd } from '../../../../src/diagnose/rules/media/rtp-port-odd.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (place: string, answer: string, packets = '100') => ladder`
  0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU and video 192.0.2.10:4002 H264
  0.1 198.51.100.7 > 192.0.2.10 200    sdp audio ${place} ${answer}
  0.2 192.0.2.10 > 198.51.100.7 ACK
  0.3 192.0.2.10:4000 > ${place} rtp PCMU ${packets}
  20  192.0.2.10 > 198.51.100.7 BYE`

testRule(rtpPortOdd, {
  quiet: {
    even: call('198.51.100.7:5000', 'PCMU'),
    'odd, and RTCP is told': call('198.51.100.7:5001', 'PCMU line "a=rtcp:5002"'),
    'odd, and RTCP shares the port': call('198.51.100.7:5001', 'PCMU line "a=rtcp-mux"'),
    'a few packets': call('198.51.100.7:5001', 'PCMU', '5'),
  },
  fires: {
    odd: [call('198.51.100.7:5001', 'PCMU'), { party: 'callee', port: 5001, clash: false }, 'low'],
    'another line takes the port above': [
      call('198.51.100.7:5000', 'PCMU and video 198.51.100.7:5001 H264'),
      { clash: true, port: 5000 },
      'low',
    ],
  },
})
