import { delayAsymmetric } from '../../../../src/diagnose/rules/media/delay-asymmetric.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** Sender reports of the caller, each answered `callee` ms after it passed the tap; and the other way `caller` ms. */
const trips = (callee: number, caller: number, count = 4): string =>
  Array.from({ length: count }, (_, i) => {
    const at = 2 + 2 * i
    return [
      `${at} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp sr ntp ${at}`,
      `${at + (callee + 5) / 1000} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp rr answers ${at} after 5`,
      `${at + 0.9} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp sr ntp ${at + 0.9}`,
      `${at + 0.9 + (caller + 5) / 1000} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp rr answers ${at + 0.9} after 5`,
    ].join('\n')
  }).join('\n')

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
