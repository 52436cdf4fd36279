import { duplicates } from '../../../../src/diagnose/rules/media/duplicates.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(duplicates, {
  quiet: {
    none: mediaCall(there('PCMU 1000')),
    'a handful': mediaCall(there('PCMU 1000 again 9')),
    short: mediaCall(there('PCMU 60 again 30')),
  },
  fires: {
    'two percent': [mediaCall(there('PCMU 1000 again 20')), { duplicates: 20, meant: false }, 'low'],
    'two in three': [mediaCall(there('PCMU 1000 again 700')), {}, 'medium'],
    'as agreed': [
      mediaCall(there('PCMU 1000 again 700'), { offer: 'PCMU line "a=ssrc-group:DUP 1 2"', answer: 'PCMU' }),
      { meant: true },
      'info',
    ],
  },
  unproven: { 'the input ends too early': [mediaCall(there('PCMU 60 again 30'), { until: 0 }), 'ends-mid-dialog'] },
})
