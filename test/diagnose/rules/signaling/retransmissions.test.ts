import { retransmissions } from '../../../../src/diagnose/rules/signaling/retransmissions.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A ping that is sent so many times, and then answered. */
const ping = (from: number, sends: number, name = 'p') =>
  [
    ...[0, 0.5, 1.5, 3.5]
      .slice(0, sends)
      .map((at, i) => `${from + at} 10.0.0.5 > 203.0.113.7 OPTIONS call ${name} ${i > 0 ? 'again' : ''}`),
    `${from + [0, 0.1, 0.9, 1.9, 3.9][sends]!} 203.0.113.7 > 10.0.0.5 200 call ${name}`,
  ].join('\n')

/** So many pings, the first of which are sent twice. */
const pings = (count: number, twice: number) =>
  Array.from({ length: count }, (_, i) => ping(10 * i, i < twice ? 2 : 1, `p${i}`)).join('\n')

testRule(retransmissions, {
  quiet: {
    'each request once': ladderOf(ping(0, 1)),
    'never answered': ladder`
      0   10.0.0.5 > 203.0.113.7 OPTIONS
      0.5 10.0.0.5 > 203.0.113.7 OPTIONS again`,
    'sent again after the answer': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.1 203.0.113.7 > 10.0.0.5 100
      0.5 10.0.0.5 > 203.0.113.7 INVITE again
      1   203.0.113.7 > 10.0.0.5 200`,
  },
  fires: {
    'one packet is lost': [ladderOf(ping(0, 2)), { method: 'OPTIONS', resends: 1, firstMs: 900 }, 'low'],
    'two repetitions': [ladderOf(ping(0, 3)), { resends: 2 }, 'low'],
    'three repetitions of one request': [ladderOf(ping(0, 4)), { resends: 3 }, 'medium'],
    'one request of ten': [ladderOf(pings(10, 1)), {}, 'medium'],
    'one request of four: too few to tell': [ladderOf(pings(4, 1)), {}, 'low'],
    'one request of 21': [ladderOf(pings(21, 1)), {}, 'low'],
    'a fifth': [ladderOf(pings(10, 2)), {}, 'high'],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 OPTIONS
        10.0.0.5 > 203.0.113.7 OPTIONS again
        203.0.113.7 > 10.0.0.5 200`,
      'no-timestamps',
    ],
  },
})
