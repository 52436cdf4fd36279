import { rtcpAttribute } from '../../../../src/diagnose/rules/sdp/rtcp-attribute.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = (lines: string) => ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${lines}`

testRule(rtcpAttribute, {
  quiet: { 'nothing said': invite(''), 'the next port said': invite('line "a=rtcp:4001"') },
  fires: {
    'another port': [invite('line "a=rtcp:53020"'), { party: 'caller', says: ['on port 53020 (a=rtcp)'] }, 'info'],
    'the RTP port, reduced': [
      invite('line "a=rtcp-mux" line "a=rtcp-rsize"'),
      { says: ['on the RTP port (rtcp-mux)', 'reduced size (rtcp-rsize)'] },
    ],
    'extended reports': [invite('line "a=rtcp-xr:voip-metrics"'), { says: ['extended reports (voip-metrics)'] }],
  },
  unproven: {
    'the description is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
