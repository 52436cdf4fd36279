import { response422 } from '../../../../src/diagnose/rules/dialog/response-422.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A refused interval of 90 s, and what follows. */
const series = (...next: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE header "Session-Expires: 90"
    0.1 203.0.113.7 > 10.0.0.5 422 header "Min-SE: 1800"
    0.2 10.0.0.5 > 203.0.113.7 ACK
    ${next.join('\n')}`)

testRule(response422, {
  quiet: {
    'another refusal': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  488`,
  },
  fires: {
    'the retry is accepted': [
      series('10.0.0.5 > 203.0.113.7 INVITE initial header "Session-Expires: 1800"', '203.0.113.7 > 10.0.0.5 200'),
      { next: 'accepted', intervalS: 90, minimumS: 1800 },
      'info',
    ],
    'the retry offers enough and fails otherwise': [
      series('10.0.0.5 > 203.0.113.7 INVITE initial header "Session-Expires: 1800"', '203.0.113.7 > 10.0.0.5 486'),
      { next: 'raised' },
      'low',
    ],
    'the retry offers too little again': [
      series('10.0.0.5 > 203.0.113.7 INVITE initial header "Session-Expires: 1799"', '203.0.113.7 > 10.0.0.5 422'),
      { next: 'same' },
      'high',
    ],
    'no retry for 32 s': [series('32.2 10.0.0.9 > 203.0.113.7 OPTIONS'), { next: 'nothing' }, 'high'],
    'no retry, and the input ends soon after': [series(), { next: 'nothing' }, 'low'],
    'a refresh of a call that goes on': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE
        1   203.0.113.7 > 10.0.0.5  200
        1.1 10.0.0.5 > 203.0.113.7  ACK
        60  10.0.0.5 > 203.0.113.7  UPDATE header "Session-Expires: 60"
        60.1 203.0.113.7 > 10.0.0.5 422 header "Min-SE: 90"
        95  10.0.0.5 > 203.0.113.7  BYE
        95.1 203.0.113.7 > 10.0.0.5 200`,
      { method: 'UPDATE', next: 'nothing' },
      'low',
    ],
    'every one of five calls pays for it': [
      ladderOf(
        [0, 1, 2, 3, 4]
          .map(
            (i) => `10.0.0.5 > 203.0.113.7 INVITE call c${i}
              203.0.113.7 > 10.0.0.5 422 call c${i}
              10.0.0.5 > 203.0.113.7 ACK call c${i}
              10.0.0.5 > 203.0.113.7 INVITE initial call c${i}
              203.0.113.7 > 10.0.0.5 200 call c${i}`,
          )
          .join('\n'),
      ),
      { next: 'accepted' },
      'low',
    ],
  },
  unproven: {
    'its request is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7  INVITE cut 0
        203.0.113.7 > 10.0.0.5  422`,
      'starts-mid-dialog',
    ],
  },
})
