import { drop32s } from '../../../../src/diagnose/rules/signaling/drop-32s.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A 2xx that is repeated, what comes in between, and an end. */
const unacked = (end: number, what: string, ...between: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE
    1 203.0.113.7 > 10.0.0.5 200
    ${between.join('\n')}
    1.5 203.0.113.7 > 10.0.0.5 200 again
    2.5 203.0.113.7 > 10.0.0.5 200 again
    ${end} 203.0.113.7 > 10.0.0.5 ${what}`)

testRule(drop32s, {
  quiet: {
    'a call of half a minute': ladder`
      0    10.0.0.5 > 203.0.113.7 INVITE
      1    203.0.113.7 > 10.0.0.5 200
      1.1  10.0.0.5 > 203.0.113.7 ACK
      33   203.0.113.7 > 10.0.0.5 BYE`,
    'the ACK came late, and then nothing was repeated': unacked(33, 'BYE', '3 10.0.0.5 > 203.0.113.7 ACK'),
    'an ACK on a way of its own': ladder`
      0    10.0.0.5 > 10.0.0.1 INVITE
      0.01 10.0.0.1 > 203.0.113.7 INVITE forwarded
      1    203.0.113.7 > 10.0.0.1 200
      1.01 10.0.0.1 > 10.0.0.5 200 forwarded
      1.1  10.0.0.5 > 203.0.113.7 ACK
      1.5  203.0.113.7 > 10.0.0.1 200 again
      33   203.0.113.7 > 10.0.0.5 BYE`,
    'ended long before the timer': unacked(20.9, 'BYE'),
    'ended long after the timer': unacked(37.1, 'BYE'),
    'never repeated, so its ACK went another way': ladder`
      0  10.0.0.5 > 203.0.113.7 INVITE
      1  203.0.113.7 > 10.0.0.5 200
      33 203.0.113.7 > 10.0.0.5 BYE`,
  },
  fires: {
    'at 64*T1': [unacked(33, 'BYE'), { afterMs: 32_000, sends: 3, party: 'callee' }, 'critical'],
    'a carrier that is less patient': [unacked(21, 'BYE'), { afterMs: 20_000 }, 'critical'],
    'a little late': [unacked(37, 'BYE'), { afterMs: 36_000 }, 'critical'],
    'the BYE says so': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        1   203.0.113.7 > 10.0.0.5 200
        33  203.0.113.7 > 10.0.0.5 BYE header "Reason: SIP;cause=408;text=ACK timeout"`,
      { told: 'SIP;cause=408 "ACK timeout"' },
      'critical',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 200
        203.0.113.7 > 10.0.0.5 200 again
        203.0.113.7 > 10.0.0.5 BYE`,
      'no-timestamps',
    ],
  },
})
