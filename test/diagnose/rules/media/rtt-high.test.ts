import { rttHigh } from '../../../../src/diagnose/rules/media/rtt-high.ts'
import { back, mediaCall, there, trips } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const FLOW = `${there('PCMU 600')}\n${back('PCMU 600')}`

testRule(rttHigh, {
  quiet: {
    near: mediaCall(`${FLOW}\n${trips(40, 30)}`),
    'just below': mediaCall(`${FLOW}\n${trips(200, 90)}`),
    'no RTCP': mediaCall(FLOW),
  },
  fires: {
    'over three hundred': [mediaCall(`${FLOW}\n${trips(300, 40)}`), { whole: true, slow: 'callee' }, 'medium'],
    'over six hundred': [mediaCall(`${FLOW}\n${trips(400, 300)}`), { whole: true, slow: undefined }, 'high'],
    'one half alone is enough': [
      mediaCall(
        `${FLOW}\n${trips(500, 0, 4)
          .split('\n')
          .filter((_, i) => i % 4 < 2)
          .join('\n')}`,
      ),
      { whole: false },
      'medium',
    ],
    'a voice agent is in a hurry': [
      mediaCall(`issue "ai voice agent is slow"\n${FLOW}\n${trips(200, 60)}`),
      {},
      'medium',
    ],
    'as the receiver declares it': [
      mediaCall(`${FLOW}\n5 198.51.100.7:5001 > 192.0.2.10:4001 rtcp xr trip 420`),
      { totalMs: 420, whole: true },
      'medium',
    ],
  },
  unproven: { 'two samples': [mediaCall(`${FLOW}\n${trips(300, 200, 2)}`), 'ends-mid-dialog'] },
})
