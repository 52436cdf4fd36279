import { retransmitted2xx } from '../../../../src/diagnose/rules/signaling/2xx-retransmitted.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** So many sends of a 2xx, and its ACK. */
const answered = (sends: number, ack: number) =>
  ladderOf(
    [
      '0 10.0.0.5 > 203.0.113.7 INVITE',
      ...[1, 1.5, 2.5, 4.5, 8.5]
        .slice(0, sends)
        .map((at, i) => ({ at, text: `${at} 203.0.113.7 > 10.0.0.5 200 INVITE ${i > 0 ? 'again' : ''}` })),
      { at: ack, text: `${ack} 10.0.0.5 > 203.0.113.7 ACK` },
    ]
      .toSorted((a, b) => (typeof a === 'string' ? 0 : a.at) - (typeof b === 'string' ? 0 : b.at))
      .map((one) => (typeof one === 'string' ? one : one.text))
      .join('\n'),
  )

testRule(retransmitted2xx, {
  quiet: {
    'one 2xx': answered(1, 1.1),
    'never acknowledged afterwards, which has a rule of its own': answered(5, 1.1),
    'answers of two forks': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      1   203.0.113.7 > 10.0.0.5 200 tag one
      1.1 10.0.0.5 > 203.0.113.7 ACK
      1.2 203.0.113.7 > 10.0.0.5 200 tag two
      1.3 10.0.0.5 > 203.0.113.7 ACK`,
  },
  fires: {
    once: [answered(2, 1.6), { resends: 1, ackMs: 600 }, 'low'],
    'more often': [answered(3, 2.6), { resends: 2, ackMs: 1600 }, 'medium'],
    'the ACK comes in between': [answered(3, 1.4), { resends: 2, ackMs: 400 }, 'medium'],
    'without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 200
        203.0.113.7 > 10.0.0.5 200 again
        10.0.0.5 > 203.0.113.7 ACK`,
      { ackMs: undefined },
      'low',
    ],
  },
  unproven: {
    'no ACK in sight': [
      ladder`
        0 10.0.0.5 > 203.0.113.7 INVITE
        1 203.0.113.7 > 10.0.0.5 200`,
      'one-direction-only',
    ],
  },
})
