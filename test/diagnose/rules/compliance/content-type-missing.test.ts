import { contentTypeMissing } from '../../../../src/diagnose/rules/compliance/content-type-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(contentTypeMissing, {
  quiet: {
    'as it should be': ladder`
      10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.9 > 10.0.0.5 200`,
    'no body': ladder`10.0.0.5 > 10.0.0.9 INVITE`,
    'what stands behind a pasted message': ladder`
      as raw
      10.0.0.5 > 10.0.0.9 OPTIONS body "text/plain" "that is where it stopped" without Content-Type without Content-Length`,
  },
  fires: {
    'nobody answers': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU without Content-Type`,
      { what: 'INVITE', firstLine: 'v=0' },
      'medium',
    ],
    'it is read all the same': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU without Content-Type
        10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:4000 PCMU`,
      { what: 'INVITE' },
      'low',
    ],
    'it is refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU without Content-Type
        10.0.0.9 > 10.0.0.5 415`,
      { what: 'INVITE' },
      'high',
    ],
    'a text': [
      ladder`0 10.0.0.5 > 10.0.0.9 MESSAGE body "text/plain" "hello" without Content-Type`,
      { what: 'MESSAGE', firstLine: 'hello' },
      'medium',
    ],
  },
  unproven: {
    'a message that is cut': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU without Content-Type cut 200`,
      'message-cut',
    ],
  },
})
