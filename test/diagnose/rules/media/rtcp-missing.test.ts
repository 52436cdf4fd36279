import { rtcpMissing } from '../../../../src/diagnose/rules/media/rtcp-missing.ts'
import { ladder, withFacts } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (packets: number, rtcp = '', more = '') => ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU ${more}
  0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
  0.2 203.0.113.1 > 203.0.113.7 ACK
  0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU ${packets}
  0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU ${packets}
  ${rtcp}`
const CALLER = '5 203.0.113.1:4001 > 203.0.113.7:5001 rtcp sr'
const CALLEE = '5 203.0.113.7:5001 > 203.0.113.1:4001 rtcp sr'

testRule(rtcpMissing, {
  quiet: {
    'both send': call(1600, `${CALLER}\n${CALLEE}`),
    'less than thirty seconds': call(1400),
    'never answered': ladder`203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU`,
  },
  fires: {
    'neither sends': [call(1600), { missing: 'both' }, 'medium'],
    'the answering side does not': [call(1600, CALLER), { missing: 'answerer' }, 'low'],
    'the offering side does not': [call(1600, CALLEE), { missing: 'offerer' }, 'low'],
    'switched off in the description': [call(1600, '', 'line "b=RS:0"'), { missing: 'both' }, 'info'],
  },
  unproven: {
    'the capture dropped packets': [withFacts(call(1600), { droppedPackets: 9 }), 'capture-drops'],
    'text holds no media': [
      ladder`
        203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU`,
      'no-rtp-in-capture',
    ],
  },
})
