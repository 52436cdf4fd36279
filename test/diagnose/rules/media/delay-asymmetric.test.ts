import { delayAsymmetric } from '../../../../src/diagnose/rules/media/delay-asymmetric.ts'
import { back, mediaCall, there, trips } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const FLOW = `${there('PCMU 600')}\n${back('PCMU 600')}`

testRule(delayAsymmetric, {
  quiet: {
    alike: mediaCall(`${FLOW}\n${trips(140, 90)}`),
    'no RTCP': mediaCall(FLOW),
    'one half alone': mediaCall(
      `${FLOW}\n${trips(500, 0)
        .split('\n')
        .filter((_, i) => i % 4 < 2)
        .join('\n')}`,
    ),
  },
  fires: {
    'the callee is far': [mediaCall(`${FLOW}\n${trips(240, 40)}`), { party: 'callee' }, 'low'],
    'the caller is far': [mediaCall(`${FLOW}\n${trips(40, 240)}`), { party: 'caller' }, 'low'],
  },
  unproven: { 'two samples': [mediaCall(`${FLOW}\n${trips(300, 20, 2)}`), 'ends-mid-dialog'] },
})
