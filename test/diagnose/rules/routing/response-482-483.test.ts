import { response482 } from '../../../../src/diagnose/rules/routing/response-482-483.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, PENDING, refused, register, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response482, {
  quiet: { 'another refusal': refused(480), 'a change of a call that goes on': changed(482) },
  fires: {
    'a loop': [refused(482), { status: 482, vias: 1 }, 'critical'],
    'too many hops': [refused(483), { status: 483 }, 'critical'],
    'a registration that runs in a circle': [register(483), { method: 'REGISTER' }, 'critical'],
    'a merged request of a fork that works': [saved(482), { kind: 'step' }, 'info'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  483`,
      {},
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
