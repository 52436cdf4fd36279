import { packageUnsupported } from '../../../../src/diagnose/rules/info/package-unsupported.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const CALL = `
  10.0.0.5 > 10.0.0.9 INVITE
  10.0.0.9 > 10.0.0.5 200
  10.0.0.5 > 10.0.0.9 ACK`
const DIGIT = 'body "application/dtmf-relay" "Signal=5\\nDuration=160\\n"'

testRule(packageUnsupported, {
  quiet: {
    accepted: ladder`${CALL}
      10.0.0.5 > 10.0.0.9 INFO ${DIGIT}
      10.0.0.9 > 10.0.0.5 200`,
    'refused for another reason': ladder`${CALL}
      10.0.0.5 > 10.0.0.9 INFO ${DIGIT}
      10.0.0.9 > 10.0.0.5 481`,
    'another method': ladder`
      10.0.0.5 > 10.0.0.9 MESSAGE body "text/plain" "hello"
      10.0.0.9 > 10.0.0.5 415`,
  },
  fires: {
    'a package': [
      ladder`${CALL}
        10.0.0.5 > 10.0.0.9 INFO header "Info-Package: com.example.x" body "text/plain" "hello"
        10.0.0.9 > 10.0.0.5 469`,
      { status: 469, what: 'the package com.example.x', dtmf: false },
      'low',
    ],
    'a digit': [
      ladder`${CALL}
        10.0.0.5 > 10.0.0.9 INFO ${DIGIT}
        10.0.0.9 > 10.0.0.5 415`,
      { status: 415, what: 'application/dtmf-relay', dtmf: true },
      'medium',
    ],
  },
  unproven: {
    'no answer in the input': [
      ladder`${CALL}
        10.0.0.5 > 10.0.0.9 INFO ${DIGIT}`,
      'one-direction-only',
    ],
  },
})
