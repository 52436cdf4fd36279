import { bandwidth } from '../../../../src/diagnose/rules/media/bandwidth.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(bandwidth, {
  quiet: { 'SIP alone': mediaCall('') },
  fires: {
    'what it takes': [mediaCall(there('PCMU 500')), { direction: 'from caller to callee', exceeds: undefined }, 'info'],
    'within what was asked for': [
      mediaCall(there('PCMU 500'), { offer: 'PCMU line "b=AS:64"' }),
      { exceeds: undefined },
      'info',
    ],
    'beyond it': [mediaCall(there('PCMU 500'), { offer: 'PCMU line "b=AS:40"' }), { exceeds: 40 }, 'medium'],
    'beyond it in bits': [
      mediaCall(there('PCMU 500'), { offer: 'PCMU line "b=TIAS:40000"' }),
      { exceeds: 40 },
      'medium',
    ],
  },
  unproven: { 'too few packets': [mediaCall(there('PCMU 60')), 'ends-mid-dialog'] },
})
