import { glare491 } from '../../../../src/diagnose/rules/signaling/glare-491.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const glare = (...lines: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE
    1 203.0.113.7 > 10.0.0.5 200
    1.1 10.0.0.5 > 203.0.113.7 ACK
    9.9 10.0.0.5 > 203.0.113.7 INVITE
    ${lines.join('\n')}`)
const REFUSED = '10 203.0.113.7 > 10.0.0.5 491 INVITE'

testRule(glare491, {
  quiet: {
    'another refusal': glare('10.1 203.0.113.7 > 10.0.0.5 488 INVITE'),
    'a first INVITE': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 491`,
  },
  fires: {
    'tried again in time': [
      glare(REFUSED, '13 10.0.0.5 > 203.0.113.7 INVITE'),
      { how: 'in-time', owner: true, rounds: 1 },
      'low',
    ],
    'tried again too early': [glare(REFUSED, '11.8 10.0.0.5 > 203.0.113.7 INVITE'), { how: 'early' }, 'medium'],
    'tried again too late': [glare(REFUSED, '14.5 10.0.0.5 > 203.0.113.7 INVITE'), { how: 'late' }, 'medium'],
    'the other side may try at once': [
      glare(
        '10 203.0.113.7 > 10.0.0.5 INVITE',
        '10.1 10.0.0.5 > 203.0.113.7 491',
        '10.3 203.0.113.7 > 10.0.0.5 INVITE',
      ),
      { how: 'in-time', owner: false },
      'low',
    ],
    'given up': [glare(REFUSED, '60 10.0.0.5 > 203.0.113.7 BYE'), { how: 'not-retried' }, 'medium'],
    'the call drops': [glare(REFUSED, '15 10.0.0.5 > 203.0.113.7 BYE'), { how: 'not-retried' }, 'high'],
    'both sides refuse, and each tries again in its own time': [
      glare(
        '10 203.0.113.7 > 10.0.0.5 INVITE',
        '10.1 203.0.113.7 > 10.0.0.5 491 INVITE',
        '10.1 10.0.0.5 > 203.0.113.7 491 INVITE',
        '11 203.0.113.7 > 10.0.0.5 INVITE',
        '11.1 10.0.0.5 > 203.0.113.7 200 INVITE',
        '13 10.0.0.5 > 203.0.113.7 INVITE',
      ),
      { how: 'in-time', rounds: 1 },
      'low',
    ],
    'both sides refuse, and the side that made the Call-ID is too early': [
      glare(
        '10 203.0.113.7 > 10.0.0.5 INVITE',
        '10.1 203.0.113.7 > 10.0.0.5 491 INVITE',
        '10.1 10.0.0.5 > 203.0.113.7 491 INVITE',
        '10.5 10.0.0.5 > 203.0.113.7 INVITE',
        '11 203.0.113.7 > 10.0.0.5 INVITE',
      ),
      { how: 'early', owner: true, rounds: 1 },
      'medium',
    ],
    'the other side gets through first, and what comes later is a change of its own': [
      glare(
        REFUSED,
        '10.5 203.0.113.7 > 10.0.0.5 INVITE',
        '10.6 10.0.0.5 > 203.0.113.7 200 INVITE',
        '40 10.0.0.5 > 203.0.113.7 INVITE',
      ),
      { how: 'settled' },
      'low',
    ],
    'seen on both hops of a proxy': [
      ladder`
        0    10.0.0.5 > 10.0.0.1 INVITE
        0.1  10.0.0.1 > 203.0.113.7 INVITE forwarded
        1    203.0.113.7 > 10.0.0.1 200
        1.1  10.0.0.1 > 10.0.0.5 200 forwarded
        1.2  10.0.0.5 > 10.0.0.1 ACK
        1.3  10.0.0.1 > 203.0.113.7 ACK forwarded
        9.8  10.0.0.5 > 10.0.0.1 INVITE
        9.9  10.0.0.1 > 203.0.113.7 INVITE forwarded
        10   203.0.113.7 > 10.0.0.1 491
        10.1 10.0.0.1 > 10.0.0.5 491 forwarded
        13   10.0.0.5 > 10.0.0.1 INVITE`,
      { how: 'in-time', rounds: 1 },
      'low',
    ],
    'three rounds': [
      glare(
        REFUSED,
        '13 10.0.0.5 > 203.0.113.7 INVITE',
        '13.1 203.0.113.7 > 10.0.0.5 491',
        '16 10.0.0.5 > 203.0.113.7 INVITE',
        '16.1 203.0.113.7 > 10.0.0.5 491',
        '19 10.0.0.5 > 203.0.113.7 INVITE',
      ),
      { rounds: 3 },
      'medium',
    ],
  },
  unproven: {
    'its request is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7 INVITE cut 0
        203.0.113.7 > 10.0.0.5 491`,
      'starts-mid-dialog',
    ],
  },
})
