import { rtcpInterval } from '../../../../src/diagnose/rules/media/rtcp-interval.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const reports = (times: readonly number[]): string =>
  times.map((at) => `${at} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp sr`).join('\n')

testRule(rtcpInterval, {
  quiet: { 'no RTCP': mediaCall(there('PCMU 300')) },
  fires: {
    'every five seconds': [
      mediaCall(`${there('PCMU 1000')}\n${reports([5, 10, 15, 20])}`),
      { count: 4, medianMs: 5000, maxMs: 5000 },
      'info',
    ],
    'once in forty seconds': [mediaCall(`${there('PCMU 4400')}\n${reports([5, 45, 85])}`), { medianMs: 40000 }, 'low'],
    'three a second': [mediaCall(`${there('PCMU 300')}\n${reports([1, 1.3, 1.6, 1.9, 2.2])}`), {}, 'low'],
    'the last report and the BYE together': [mediaCall(`${there('PCMU 300')}\n${reports([5, 5.1, 5.2])}`), {}, 'info'],
    'three a second by a feedback profile': [
      mediaCall(`${there('PCMU 300')}\n${reports([1, 1.3, 1.6, 1.9, 2.2])}`, { offer: 'PCMU profile RTP/AVPF' }),
      {},
      'info',
    ],
  },
  unproven: { 'two reports': [mediaCall(`${there('PCMU 600')}\n${reports([5, 10])}`), 'ends-mid-dialog'] },
})
