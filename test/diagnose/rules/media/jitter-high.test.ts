import { jitterHigh } from '../../../../src/diagnose/rules/media/jitter-high.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(jitterHigh, {
  quiet: {
    steady: mediaCall(there('PCMU 600')),
    'half a packet is usual': mediaCall(there('PCMU 600 jitter 12.3')),
    short: mediaCall(there('PCMU 200 hold 280')),
    'packets of another length on the way': mediaCall(
      `${there('PCMU 300 hold 280')}\n${there('PCMU 300 every 40 hold 280 seq 400 stamp 49000', 6.3013)}`,
    ),
    'a sender that sends in clumps, seen beside it': mediaCall(there('PCMU 600 clump 4')),
  },
  fires: {
    'over twenty': [mediaCall(there('PCMU 600 every 40 jitter 25.3')), { direction: 'from caller to callee' }, 'low'],
    'over thirty': [mediaCall(back('PCMU 600 every 60 jitter 41.3')), { direction: 'from callee to caller' }, 'medium'],
    'over sixty': [mediaCall(there('PCMU 600 every 100 jitter 75.3')), {}, 'high'],
    'less, and much of it too late': [mediaCall(there('PCMU 600 hold 220')), {}, 'high'],
  },
  unproven: {
    'the clock of the capture ticks in tens of milliseconds': [
      mediaCall(there('PCMU 600 hold 280 coarse 10', 0.3)),
      'no-timestamps',
    ],
    'the input ends too early': [mediaCall(there('PCMU 200 hold 280'), { until: 0 }), 'ends-mid-dialog'],
  },
})
