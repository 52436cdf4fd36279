import { regionDistance } from '../../../../src/diagnose/rules/ai/region-distance.ts'
import { back, mediaCall, there, trips } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

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
