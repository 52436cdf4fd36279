import { regionDistance } from '../../../../src/diagnose/rules/ai/region-distance.ts'
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

const call = (drawn: string, issue = 'issue "ai agent"') =>
  mediaCall(`${issue}\n${there('PCMU 600')}\n${back('PCMU 600')}\n${drawn}`)

testRule(regionDistance, {
  quiet: {
    near: call(trips(40, 30)),
    'just below': call(trips(100, 45)),
    'no agent': call(trips(150, 30), ''),
    'no RTCP': call(''),
  },
  fires: {
    'the agent is far': [call(trips(150, 10)), { far: 'agent', whole: true }, 'low'],
    'the carrier is far': [call(trips(10, 150)), { far: 'carrier' }, 'low'],
    'both are': [call(trips(90, 80)), { far: undefined }, 'low'],
  },
  unproven: { 'two samples': [call(trips(150, 30, 2)), 'ends-mid-dialog'] },
})
