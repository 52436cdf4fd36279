import { cancelRace } from '../../../../src/diagnose/rules/signaling/cancel-race.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** The answer at 1.1 s crosses the CANCEL. */
const race = (...lines: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU
    0.5 203.0.113.7 > 10.0.0.5 180
    1 10.0.0.5 > 203.0.113.7 CANCEL
    1.1 203.0.113.7 > 10.0.0.5 200 INVITE sdp audio 203.0.113.7:5000 PCMU
    1.11 203.0.113.7 > 10.0.0.5 200 CANCEL
    ${lines.join('\n')}`)

testRule(cancelRace, {
  quiet: {
    'cancelled in time': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      10.0.0.5 > 203.0.113.7 CANCEL
      203.0.113.7 > 10.0.0.5 200 CANCEL
      203.0.113.7 > 10.0.0.5 487 INVITE`,
    'the caller keeps the call': race(
      '1.2 10.0.0.5 > 203.0.113.7 ACK',
      '5 10.0.0.5 > 203.0.113.7 INFO',
      '6 203.0.113.7 > 10.0.0.5 200',
    ),
    'the caller goes on talking': race(
      '1.2 10.0.0.5 > 203.0.113.7 ACK',
      '2 10.0.0.5:4000 > 203.0.113.7:5000 rtp PCMU 100',
      '9 10.0.0.9 > 203.0.113.9 OPTIONS',
    ),
  },
  fires: {
    'ACK and BYE follow': [
      race('1.2 10.0.0.5 > 203.0.113.7 ACK', '3.1 10.0.0.5 > 203.0.113.7 BYE'),
      { acked: true, byeMs: 2000 },
      'info',
    ],
    'the BYE comes too late': [
      race('1.2 10.0.0.5 > 203.0.113.7 ACK', '3.2 10.0.0.5 > 203.0.113.7 BYE'),
      { byeMs: 2100 },
      'medium',
    ],
    'nothing follows': [race('3.2 10.0.0.9 > 203.0.113.9 OPTIONS'), { acked: false, byeMs: undefined }, 'medium'],
    'media goes on': [race('2 203.0.113.7:5000 > 10.0.0.5:4000 rtp PCMU 300'), {}, 'high'],
  },
  unproven: {
    'the input ends soon after': [race('3 10.0.0.9 > 203.0.113.9 OPTIONS'), 'ends-mid-dialog'],
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 180
        10.0.0.5 > 203.0.113.7 CANCEL
        203.0.113.7 > 10.0.0.5 200 INVITE
        203.0.113.7 > 10.0.0.5 200 CANCEL`,
      'no-timestamps',
    ],
  },
})
