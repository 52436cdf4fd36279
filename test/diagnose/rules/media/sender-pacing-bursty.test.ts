import { senderPacingBursty } from '../../../../src/diagnose/rules/media/sender-pacing-bursty.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(senderPacingBursty, {
  quiet: {
    steady: mediaCall(there('PCMU 600')),
    'far from the sender': mediaCall(there('PCMU 600 clump 3 ttl 57')),
    short: mediaCall(there('PCMU 90 clump 3')),
    'pictures come so': mediaCall(there('H264 600 clump 3'), { offer: 'H264' }),
  },
  fires: {
    'three at a time': [
      mediaCall(there('PCMU 600 clump 3')),
      { largest: 3, direction: 'from caller to callee' },
      'medium',
    ],
    'ten at a time': [mediaCall(there('PCMU 600 clump 10')), { largest: 10 }, 'high'],
  },
  unproven: {
    'a capture that stamps in batches': [mediaCall(there('PCMU 600 clump 3 coarse 60', 0.3)), 'no-timestamps'],
  },
})
