import { ptimeObservedDiffers } from '../../../../src/diagnose/rules/media/ptime-observed-differs.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(ptimeObservedDiffers, {
  quiet: {
    'as asked for': mediaCall(there('PCMU 300'), { offer: 'PCMU ptime 20' }),
    'a third is little': mediaCall(there('PCMU 300'), { offer: 'PCMU ptime 30' }),
    'nothing was asked for': mediaCall(there('PCMU 300 every 40')),
    'a codec that chooses for itself': mediaCall(there('opus 300 every 60'), { offer: 'opus ptime 20' }),
    'long steps of short packets': mediaCall(there('PCMU 300 every 40 octets 160'), { offer: 'PCMU ptime 20' }),
  },
  fires: {
    'twice as long': [
      mediaCall(there('PCMU 300 every 40'), { offer: 'PCMU ptime 20' }),
      { declaredMs: 20, observedMs: 40, name: 'ptime' },
      'low',
    ],
    'twice as long, and it jitters': [
      mediaCall(there('PCMU 300 every 40 jitter 35.3'), { offer: 'PCMU ptime 20' }),
      {},
      'medium',
    ],
    'longer than the receiver takes': [
      mediaCall(there('opus 300 every 60'), { offer: 'opus maxptime 40' }),
      { name: 'maxptime' },
      'medium',
    ],
  },
  unproven: {
    'too few packets': [mediaCall(there('PCMU 40 every 40'), { offer: 'PCMU ptime 20' }), 'ends-mid-dialog'],
  },
})
