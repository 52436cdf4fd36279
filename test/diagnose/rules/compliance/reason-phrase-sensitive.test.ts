import { reasonPhraseSensitive } from '../../../../src/diagnose/rules/compliance/reason-phrase-sensitive.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(reasonPhraseSensitive, {
  quiet: {
    'the words of the standard': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 503 header "Reason: Q.850;cause=34;text=none"`,
    'a call that works': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200`,
  },
  fires: {
    'in the reason phrase': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 403 reason "Unidentified caller"`,
      { text: 'Unidentified caller', sender: '10.0.0.9' },
      'info',
    ],
    'in a Reason header': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.9 > 10.0.0.5 BYE header "Reason: SIP;cause=408;text=RTP Timeout"`,
      { text: 'SIP;cause=408;text=RTP Timeout' },
      'info',
    ],
    'in a Warning': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 488 header "Warning: 399 gw INCOMPATIBLE_DESTINATION"`,
      { text: '399 gw INCOMPATIBLE_DESTINATION' },
      'info',
    ],
  },
  unproven: {
    'a refusal that is cut': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 503 cut 200`,
      'message-cut',
    ],
  },
})
