import { cancelledBeforeAnswer } from '../../../../src/diagnose/rules/signaling/cancelled-before-answer.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A call that rings after a second, and is cancelled. */
const cancelled = (from: number, at: number, name = 'main') => `
  ${from}            10.0.0.5 > 203.0.113.7 INVITE call ${name}
  ${from + 1}        203.0.113.7 > 10.0.0.5 180 call ${name}
  ${from + at}       10.0.0.5 > 203.0.113.7 CANCEL call ${name}
  ${from + at + 0.1} 203.0.113.7 > 10.0.0.5 200 CANCEL call ${name}
  ${from + at + 0.2} 203.0.113.7 > 10.0.0.5 487 INVITE call ${name}`

/** So many calls, the first of which are cancelled after 1.9 s; the others after 2 s. */
const dialled = (calls: number, early: number) =>
  Array.from({ length: calls }, (_, i) => cancelled(10 * i, i < early ? 1.9 : 2, `c${i}`)).join('\n')

testRule(cancelledBeforeAnswer, {
  quiet: {
    'answered all the same': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 180
      10.0.0.5 > 203.0.113.7 CANCEL
      203.0.113.7 > 10.0.0.5 200 CANCEL
      203.0.113.7 > 10.0.0.5 200 INVITE`,
    'refused before the CANCEL came': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      10.0.0.5 > 203.0.113.7 CANCEL
      203.0.113.7 > 10.0.0.5 486 INVITE`,
    refused: ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 487`,
  },
  fires: {
    'after ringing': [ladderOf(cancelled(0, 21)), { waitMs: 21_000, ringMs: 20_000 }, 'info'],
    'after a minute of ringing': [ladderOf(cancelled(0, 61)), { long: false }, 'info'],
    'after more than a minute of ringing': [ladderOf(cancelled(0, 61.1)), { long: true }, 'low'],
    'two of twenty calls at once': [ladderOf(dialled(20, 2)), { early: true }, 'medium'],
    'one of twenty calls at once': [ladderOf(dialled(20, 1)), { early: true }, 'info'],
    'two of nineteen: too few to tell': [ladderOf(dialled(19, 2)), { early: true }, 'info'],
  },
  unproven: {
    'the input ends before the 487': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 180
        10.0.0.5 > 203.0.113.7 CANCEL`,
      'ends-mid-dialog',
    ],
  },
})
