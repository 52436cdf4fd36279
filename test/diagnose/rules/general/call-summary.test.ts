import { callSummary } from '../../../../src/diagnose/rules/general/call-summary.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(callSummary, {
  quiet: { 'no call': ladder`10.0.0.5 > 10.0.0.9 OPTIONS` },
  fires: {
    answered: [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU,PCMA
        10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMA
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.9 > 10.0.0.5 BYE
        10.0.0.5 > 10.0.0.9 200`,
      { outcome: 'answered', status: 200, codec: 'PCMA', hungUp: 'callee', mos: undefined },
      'info',
    ],
    busy: [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 486
        10.0.0.5 > 10.0.0.9 ACK`,
      { outcome: 'busy', status: 486, codec: undefined, hungUp: undefined },
      'info',
    ],
  },
  unproven: {
    'the beginning is not in the input': [ladder`10.0.0.5 > 10.0.0.9 INVITE tag to-1`, 'starts-mid-dialog'],
    'the end is not in the input': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        1 10.0.0.9 > 10.0.0.5 200
        2 10.0.0.5 > 10.0.0.9 ACK`,
      'ends-mid-dialog',
    ],
  },
})
