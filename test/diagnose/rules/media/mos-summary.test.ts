import { expect } from 'vitest'
import { mosSummary } from '../../../../src/diagnose/rules/media/mos-summary.ts'
import { ladder } from '../../../support/ladder.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(mosSummary, {
  quiet: {
    video: mediaCall(there('H264 200 every 33'), { offer: 'H264' }),
    'below a second of speech': mediaCall(there('PCMU 40')),
  },
  fires: {
    'each direction': [
      mediaCall(`${there('PCMU 200')}\n${back('PCMU 200')}`),
      { direction: 'from callee to caller', worst: undefined },
      'info',
    ],
    'with the worst ten seconds': [
      mediaCall(there('PCMU 600 lost 60')),
      { worst: expect.stringContaining('MOS-CQ') },
      'info',
    ],
    'RTP that no call announced': [
      ladder`0.3013 192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMU 200`,
      { direction: 'of a stream' },
      'info',
    ],
  },
  unproven: { 'too few packets': [mediaCall(there('PCMU 60')), 'ends-mid-dialog'] },
})
