import { discardHigh } from '../../../../src/diagnose/rules/media/discard-high.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(discardHigh, {
  quiet: {
    steady: mediaCall(there('PCMU 600')),
    'an ordinary buffer of 60 ms holds': mediaCall(there('PCMU 600 jitter 50.3')),
    short: mediaCall(there('PCMU 200 jitter 300.3')),
    'lost packets are told as loss': mediaCall(there('PCMU 600 lost 60 jitter 230.3')),
    'a sender that stands still': mediaCall(`${there('PCMU 300')}\n${there('PCMU 300 seq 400 stamp 49000', 16.3013)}`),
  },
  fires: {
    'half of them behind any buffer': [
      mediaCall(there('PCMU 600 jitter 230.3')),
      { reported: false, direction: 'from caller to callee' },
      'high',
    ],
    'as the receiver reports': [
      mediaCall(`${there('PCMU 600')}\n13 198.51.100.7:5001 > 192.0.2.10:4001 rtcp xr discarded 6`),
      { reported: true },
      'medium',
    ],
  },
  unproven: {
    'the clock of the capture ticks in tens of milliseconds': [
      mediaCall(there('PCMU 600 jitter 230 coarse 10', 0.3)),
      'no-timestamps',
    ],
    'the input ends too early': [mediaCall(there('PCMU 200 jitter 300.3'), { until: 0 }), 'ends-mid-dialog'],
  },
})
