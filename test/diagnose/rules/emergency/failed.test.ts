import { emergencyFailed } from '../../../../src/diagnose/rules/emergency/failed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const TO = 'from sip:+12025550101@10.0.0.5 uri sip:911@203.0.113.9'

testRule(emergencyFailed, {
  quiet: {
    'no emergency': ladder`
      10.0.0.5 > 203.0.113.9 INVITE
      203.0.113.9 > 10.0.0.5 503`,
    'it rings within four seconds': ladder`
      0  10.0.0.5 > 203.0.113.9 INVITE ${TO}
      4  203.0.113.9 > 10.0.0.5 180
      9  203.0.113.9 > 10.0.0.5 200`,
    'the caller gives up while it rings': ladder`
      0   10.0.0.5 > 203.0.113.9 INVITE ${TO}
      1   203.0.113.9 > 10.0.0.5 180
      5   10.0.0.5 > 203.0.113.9 CANCEL
      5.1 203.0.113.9 > 10.0.0.5 200 CANCEL
      5.2 203.0.113.9 > 10.0.0.5 487 INVITE
      5.3 10.0.0.5 > 203.0.113.9 ACK`,
    'a second trunk takes it at once': ladder`
      0   10.0.0.5 > 203.0.113.9 INVITE ${TO}
      0.1 203.0.113.9 > 10.0.0.5 503
      0.2 10.0.0.5 > 203.0.113.9 ACK
      0.3 10.0.0.5 > 203.0.113.8 INVITE initial ${TO}
      0.5 203.0.113.8 > 10.0.0.5 200`,
    'a test': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:+12025550101@10.0.0.5 uri sip:933@203.0.113.9
      203.0.113.9 > 10.0.0.5 503`,
  },
  fires: {
    refused: [
      ladder`
        10.0.0.5 > 203.0.113.9 INVITE ${TO}
        203.0.113.9 > 10.0.0.5 503
        10.0.0.5 > 203.0.113.9 ACK`,
      { service: '911', status: 503, tries: 1 },
      'critical',
    ],
    'slow to ring': [
      ladder`
        0   10.0.0.5 > 203.0.113.9 INVITE ${TO}
        4.1 203.0.113.9 > 10.0.0.5 180
        9   203.0.113.9 > 10.0.0.5 200`,
      { setupMs: 4100, status: 180 },
      'high',
    ],
  },
  unproven: {
    'no times': [
      ladder`
        10.0.0.5 > 203.0.113.9 INVITE ${TO}
        203.0.113.9 > 10.0.0.5 200`,
      'no-timestamps',
    ],
    'the input ends before the call': [
      ladder`
        0 10.0.0.5 > 203.0.113.9 INVITE ${TO}
        1 203.0.113.9 > 10.0.0.5 180`,
      'ends-mid-dialog',
    ],
  },
})
