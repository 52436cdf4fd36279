import { missingMandatoryHeader } from '../../../../src/diagnose/rules/compliance/missing-mandatory-header.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(missingMandatoryHeader, {
  quiet: {
    'all there': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK`,
    'responses need no Max-Forwards, refusals no Contact': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 486 without Contact without Max-Forwards`,
  },
  fires: {
    'a packet with next to nothing in it': [
      ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS without Via without From without To without Call-ID without Max-Forwards`,
      { name: 'Via' },
      'low',
    ],
    'the call works': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE without Max-Forwards
        10.0.0.9 > 10.0.0.5 200`,
      { name: 'Max-Forwards', what: 'INVITE' },
      'low',
    ],
    'a ping': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS without Max-Forwards`, { what: 'OPTIONS' }, 'low'],
    'the answer names no Contact': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200 without Contact`,
      { name: 'Contact', what: '200 response to INVITE' },
      'low',
    ],
    'the call fails': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE without Contact
        10.0.0.9 > 10.0.0.5 500`,
      { name: 'Contact' },
      'medium',
    ],
    'the call times out, which no header explains': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE without Contact
        10.0.0.9 > 10.0.0.5 408`,
      { name: 'Contact' },
      'low',
    ],
    'another transaction of the call failed': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE without Max-Forwards
        10.0.0.9 > 10.0.0.5 401
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 INVITE initial
        10.0.0.9 > 10.0.0.5 500`,
      { what: 'INVITE' },
      'low',
    ],
    'the ACK of a failed call comes after the failure': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 500
        10.0.0.5 > 10.0.0.9 ACK without Max-Forwards`,
      { what: 'ACK' },
      'low',
    ],
    'it is refused as a bad request': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE without Contact
        10.0.0.9 > 10.0.0.5 400`,
      { name: 'Contact' },
      'high',
    ],
  },
  unproven: {
    'as few lines in text, which may be an excerpt': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS without Via without From without To without Call-ID without Max-Forwards`,
      'message-cut',
    ],
    'a message that is cut': [ladder`10.0.0.5 > 10.0.0.9 INVITE without Max-Forwards cut 120`, 'message-cut'],
  },
})
