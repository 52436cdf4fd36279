import { response5xx } from '../../../../src/diagnose/rules/signaling/response-5xx.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response5xx, {
  quiet: {
    'another refusal': ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  404`,
    '501 tells of the request': ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  501`,
    'a change of a call that goes on': ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.9  ACK
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  500`,
    '503 to a ping': ladder`
      10.0.0.5 > 10.0.0.9  OPTIONS
      10.0.0.9 > 10.0.0.5  503`,
  },
  fires: {
    'a call that ends so': [
      ladder`
        10.0.0.5 > 10.0.0.9  INVITE
        10.0.0.9 > 10.0.0.5  503  header "Retry-After: 30" header "Server: Kamailio"`,
      { status: 503, method: 'INVITE', retryAfterS: 30, author: 'Kamailio at 10.0.0.9' },
      'high',
    ],
    'a registration that ends so': [
      ladder`
        10.0.0.5 > 10.0.0.9  REGISTER
        10.0.0.9 > 10.0.0.5  500`,
      { status: 500, method: 'REGISTER' },
      'high',
    ],
    'another target answered': [
      ladder`
        10.0.0.5 > 10.0.0.9   INVITE
        10.0.0.9 > 10.0.0.5   503
        10.0.0.5 > 10.0.0.9   ACK
        10.0.0.5 > 10.0.0.10  INVITE initial
        10.0.0.10 > 10.0.0.5  200`,
      { status: 503 },
      'info',
    ],
    'another method': [
      ladder`
        10.0.0.5 > 10.0.0.9  MESSAGE
        10.0.0.9 > 10.0.0.5  500`,
      { method: 'MESSAGE' },
      'low',
    ],
    'the INVITE is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 10.0.0.9  INVITE cut 0
        10.0.0.9 > 10.0.0.5  504`,
      { status: 504, method: 'INVITE' },
      'medium',
    ],
  },
  unproven: {
    'the input ends before the final response': [
      ladder`
        10.0.0.5 > 10.0.0.9  INVITE
        10.0.0.9 > 10.0.0.5  100`,
      'ends-mid-dialog',
    ],
  },
})
