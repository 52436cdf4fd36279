import { q850Cause } from '../../../../src/diagnose/rules/signaling/q850-cause.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more: string) => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  ${status} ${more}`

/** A BYE so many seconds after the answer. */
const released = (after: number, cause: number) => ladder`
  0          10.0.0.5 > 203.0.113.7  INVITE
  1          203.0.113.7 > 10.0.0.5  200
  1.1        10.0.0.5 > 203.0.113.7  ACK
  ${1 + after} 203.0.113.7 > 10.0.0.5  BYE header "Reason: Q.850;cause=${cause}"`

testRule(q850Cause, {
  quiet: {
    'a normal end': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  200
      10.0.0.5 > 203.0.113.7  ACK
      10.0.0.5 > 203.0.113.7  BYE header "Reason: Q.850;cause=16"`,
    'a normal end, unspecified': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  200
      10.0.0.5 > 203.0.113.7  ACK
      10.0.0.5 > 203.0.113.7  BYE header "Reason: Q.850;cause=31"`,
    'a Reason of SIP': refused(486, 'header "Reason: SIP;cause=486"'),
  },
  fires: {
    'busy as it should be': [
      refused(486, 'header "Reason: Q.850;cause=17"'),
      { cause: 17, trouble: undefined },
      'info',
    ],
    'a busy user hidden in a 5xx': [refused(503, 'header "Reason: Q.850;cause=17"'), { trouble: 'hidden' }, 'low'],
    'a busy user hidden in a 5xx, and another route tried': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  503  header "Reason: Q.850;cause=17"
        10.0.0.5 > 203.0.113.7  ACK
        10.0.0.5 > 203.0.113.8  INVITE initial
        203.0.113.8 > 10.0.0.5  486`,
      { trouble: 'hidden' },
      'medium',
    ],
    'a network fault told as busy': [refused(486, 'header "Reason: Q.850;cause=34"'), { trouble: 'misnamed' }, 'low'],
    'a network fault as it should be': [
      refused(503, 'header "Reason: Q.850;cause=34"'),
      { trouble: undefined },
      'info',
    ],
    'a failure at the answer': [
      released(5, 47),
      { trouble: 'after-answer', meaning: 'resource unavailable' },
      'medium',
    ],
    'a failure later': [released(5.1, 47), { trouble: undefined }, 'info'],
    'a user who hangs up at once': [released(1, 17), { trouble: undefined }, 'info'],
    'in the header of Asterisk': [
      refused(503, 'header "X-Asterisk-HangupCauseCode: 17"'),
      { cause: 17, trouble: 'hidden' },
      'low',
    ],
    'three calls with the same contradiction': [
      ladderOf(
        [0, 1, 2]
          .map(
            (i) => `10.0.0.5 > 203.0.113.7 INVITE call c${i}
              203.0.113.7 > 10.0.0.5 503 call c${i} header "Reason: Q.850;cause=17"`,
          )
          .join('\n'),
      ),
      { trouble: 'hidden' },
      'medium',
    ],
  },
  unproven: {
    'neither INVITE nor BYE is in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7  INVITE cut 0
        203.0.113.7 > 10.0.0.5  503 header "Reason: Q.850;cause=17"`,
      'starts-mid-dialog',
    ],
  },
})
