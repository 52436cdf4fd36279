import { partialDialogs } from '../../../../src/diagnose/rules/general/partial-dialogs.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

// It is never unproven: that a part is missing is itself what was seen.
testRule(partialDialogs, {
  quiet: {
    'from the INVITE to the BYE': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 BYE
      10.0.0.9 > 10.0.0.5 200`,
    refused: ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 486
      10.0.0.5 > 10.0.0.9 ACK`,
    'no call': ladder`10.0.0.5 > 10.0.0.9 OPTIONS`,
  },
  fires: {
    'it began before': [
      ladder`
        0   10.0.0.5 > 10.0.0.9 BYE tag to-1
        0.1 10.0.0.9 > 10.0.0.5 200`,
      { missing: 'beginning', callId: 'main-call@ladder.example' },
      'info',
    ],
    'it goes on': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK`,
      { missing: 'end' },
      'info',
    ],
    'it still rings': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        1 10.0.0.9 > 10.0.0.5 180`,
      { missing: 'end' },
      'info',
    ],
  },
})
