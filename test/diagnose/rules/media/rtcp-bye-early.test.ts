import { rtcpByeEarly } from '../../../../src/diagnose/rules/media/rtcp-bye-early.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const goodbye = (at: number): string => `${at} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp bye`

testRule(rtcpByeEarly, {
  quiet: {
    'together with the BYE': mediaCall(`${there('PCMU 300')}\n${goodbye(6.4)}`, { until: 7 }),
    'it sends on all the same': mediaCall(`${there('PCMU 600')}\n${goodbye(6.4)}`, { until: 13 }),
    'another SSRC goes on': mediaCall(`${there('PCMU 300')}\n${goodbye(6.4)}\n${there('PCMU 300 ssrc 9', 6.5)}`, {
      until: 13,
    }),
    'a re-INVITE at that time': mediaCall(
      `${there('PCMU 300')}\n${goodbye(6.4)}
      6.5  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      6.6  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      6.7  192.0.2.10 > 198.51.100.7 ACK`,
      { until: 13 },
    ),
  },
  fires: {
    'six seconds before': [
      mediaCall(`${there('PCMU 300')}\n${goodbye(6.4)}`, { until: 12.4 }),
      { party: 'caller', seconds: 6 },
      'low',
    ],
    'half a minute before': [
      mediaCall(`${there('PCMU 300')}\n${goodbye(6.4)}`, { until: 36.4 }),
      { party: 'caller' },
      'medium',
    ],
  },
  unproven: {
    'the input ends before the BYE': [
      mediaCall(`${there('PCMU 300')}\n${goodbye(6.4)}`, { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
