import { lossRtcpRemote } from '../../../../src/diagnose/rules/media/loss-rtcp-remote.ts'
import { ladder } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** Receiver reports of the callee on what the caller sends. */
const reports = (count: number, lost: number, total: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `${4 * (i + 1)} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp rr lost ${lost} total ${total} highest ${100 + 200 * (i + 1)}`,
  ).join('\n')

const bye = (stat: string) => ladder`
  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
  192.0.2.10 > 198.51.100.7 ACK
  192.0.2.10 > 198.51.100.7 BYE header "${stat}"
  198.51.100.7 > 192.0.2.10 200 BYE`

testRule(lossRtcpRemote, {
  quiet: {
    'nothing lost': mediaCall(`${there('PCMU 600')}\n${reports(4, 0, 0)}`),
    'three percent are not more': mediaCall(`${there('PCMU 1000')}\n${reports(4, 7, 30)}`),
    'the loss of this very tap': mediaCall(`${there('PCMU 1000 lost 80')}\n${reports(4, 20, 80)}`),
    'too few packets': mediaCall(`${there('PCMU 100')}\n${reports(2, 60, 20)}`),
    'figures that cannot be': bye('P-RTP-Stat: PS=100,OS=0,PR=100,OR=0,PL=900,JI=0,LA=0'),
    'little loss in SIP': bye('P-RTP-Stat: PS=1000,OS=160000,PR=1000,OR=160000,PL=10,JI=2,LA=0'),
  },
  fires: {
    'four percent behind the tap': [
      mediaCall(`${there('PCMU 1000')}\n${reports(4, 10, 40)}`),
      { to: 'callee', farPercent: 4, tapPercent: 0, carrier: 'RTCP' },
      'medium',
    ],
    'eight percent on average': [mediaCall(`${there('PCMU 1000')}\n${reports(4, 21, 80)}`), { to: 'callee' }, 'high'],
    'a quarter': [mediaCall(`${there('PCMU 1000')}\n${reports(4, 64, 250)}`), {}, 'critical'],
    'by RTCP XR': [
      mediaCall(`${there('PCMU 1000')}\n15 198.51.100.7:5001 > 192.0.2.10:4001 rtcp xr lost 26`),
      { carrier: 'RTCP XR' },
      'high',
    ],
    'by a header, of a call whose media is not in the input': [
      bye('P-RTP-Stat: PS=1000,OS=160000,PR=900,OR=144000,PL=100,JI=2,LA=0'),
      { to: 'caller', farPercent: 10, tapPercent: undefined, carrier: 'P-RTP-Stat' },
      'high',
    ],
  },
  unproven: {
    'too few reports at the end of the input': [
      mediaCall(`${there('PCMU 100')}\n${reports(2, 60, 20)}`, { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
