import { byeSide } from '../../../../src/diagnose/rules/signaling/bye-side.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (end: string) => ladder`
  0   10.0.0.5 > 203.0.113.7 INVITE
  1   203.0.113.7 > 10.0.0.5 200
  1.1 10.0.0.5 > 203.0.113.7 ACK
  ${end}`

testRule(byeSide, {
  quiet: { 'never answered': ladder`10.0.0.5 > 203.0.113.7 INVITE` },
  fires: {
    'the caller': [call('31 10.0.0.5 > 203.0.113.7 BYE'), { party: 'caller', afterMs: 30_000 }, 'info'],
    'the callee, with a reason': [
      call('31 203.0.113.7 > 10.0.0.5 BYE header "Reason: Q.850;cause=16"'),
      { party: 'callee', q850: 16 },
      'info',
    ],
  },
  unproven: { 'the input ends before': [call(''), 'ends-mid-dialog'] },
})
