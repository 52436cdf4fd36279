import { mosDegradedWindow } from '../../../../src/diagnose/rules/media/mos-degraded-window.ts'
import { withFacts } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(mosDegradedWindow, {
  quiet: {
    'nothing lost': mediaCall(there('PCMU 3000')),
    'lost evenly': mediaCall(there('PCMU 3000 lost 30')),
    'bad all the way': mediaCall(there('PCMU 1000 lost 200')),
    'a stretch too short to spoil ten seconds': mediaCall(there('PCMU 3000 run 20')),
    short: mediaCall(there('PCMU 400 run 100')),
  },
  fires: {
    'a burst in a good call': [
      mediaCall(there('PCMU 4000 run 90'), { until: 100 }),
      { direction: 'from caller to callee' },
      'medium',
    ],
  },
  unproven: {
    'the capture lost packets itself': [
      withFacts(mediaCall(there('PCMU 4000 run 90'), { until: 100 }), { droppedPackets: 7 }),
      'capture-drops',
    ],
  },
})
