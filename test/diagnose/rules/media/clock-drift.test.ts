import { clockDrift } from '../../../../src/diagnose/rules/media/clock-drift.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(clockDrift, {
  quiet: {
    'a good crystal': mediaCall(there('PCMU 4000 drift 60')),
    'a short call': mediaCall(there('PCMU 2000 drift 400')),
  },
  fires: {
    'two hundred': [
      mediaCall(there('PCMU 4000 drift 200'), { until: 100 }),
      { direction: 'from caller to callee' },
      'low',
    ],
    'four hundred, too fast': [
      mediaCall(back('PCMU 4000 drift -400'), { until: 100 }),
      { direction: 'from callee to caller' },
      'medium',
    ],
  },
  unproven: {
    'both sides drift alike: the clock of the capture': [
      mediaCall(`${there('PCMU 4000 drift 400')}\n${back('PCMU 4000 drift 400', 0.3113)}`, { until: 100 }),
      'no-timestamps',
    ],
    'the input ends too early': [mediaCall(there('PCMU 2000 drift 400'), { until: 0 }), 'ends-mid-dialog'],
  },
})
