import { burstLoss } from '../../../../src/diagnose/rules/media/burst-loss.ts'
import { withFacts } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** The sequence goes on 30 packets later, three times. */
const OUTAGES = [0, 1, 2, 3]
  .map((i) => there(`PCMU 200 seq ${100 + i * 230} stamp ${1000 + i * 230 * 160}`, 0.3013 + i * 4.6))
  .join('\n')

testRule(burstLoss, {
  quiet: {
    'nothing lost': mediaCall(there('PCMU 600')),
    'lost one by one': mediaCall(there('PCMU 1000 lost 20')),
    'nine in a row': mediaCall(there('PCMU 1000 run 9')),
    'ten in a row of ten milliseconds each': mediaCall(there('PCMU 3000 run 10 every 10')),
    short: mediaCall(there('PCMU 60 run 20')),
    'a pause in which nothing is missing': mediaCall(there('PCMU 600 pause 3000')),
  },
  fires: {
    'ten in a row': [mediaCall(there('PCMU 1000 run 10')), { direction: 'from caller to callee' }, 'medium'],
    'three outages of half a second': [mediaCall(OUTAGES), {}, 'high'],
    'two outages are not three': [mediaCall(OUTAGES.split('\n').slice(0, 3).join('\n')), {}, 'medium'],
  },
  unproven: {
    'the capture lost packets itself': [
      withFacts(mediaCall(there('PCMU 1000 run 30')), { droppedPackets: 1 }),
      'capture-drops',
    ],
    'the input ends too early': [mediaCall(there('PCMU 60 run 20'), { until: 0 }), 'ends-mid-dialog'],
  },
})
