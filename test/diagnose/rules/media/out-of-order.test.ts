import { outOfOrder } from '../../../../src/diagnose/rules/media/out-of-order.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(outOfOrder, {
  quiet: {
    'in order': mediaCall(there('PCMU 1000')),
    'half a percent': mediaCall(there('PCMU 1000 swap 5')),
    short: mediaCall(there('PCMU 200 swap 20')),
  },
  fires: {
    'one percent': [mediaCall(there('PCMU 1000 swap 10')), { reordered: 10, packets: 1000 }, 'low'],
    'three percent': [mediaCall(there('PCMU 1000 swap 30')), { direction: 'from caller to callee' }, 'medium'],
  },
  unproven: { 'the input ends too early': [mediaCall(there('PCMU 200 swap 20'), { until: 0 }), 'ends-mid-dialog'] },
})
