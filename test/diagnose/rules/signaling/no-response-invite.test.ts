import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { noResponseInvite } from '../../../../src/diagnose/rules/signaling/no-response-invite.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

/** INVITE at timer A's times, from another peer that answers so that the capture plainly sees both directions. */
const sends = (count: number, end = 40) => ladder`
  ${[0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    .slice(0, count)
    .map((at, i) => `${at} 10.0.0.5 > 203.0.113.7 INVITE ${i > 0 ? 'again' : ''}`)
    .join('\n')}
  ${end} 10.0.0.5 > 10.0.0.9 OPTIONS
  ${end + 0.1} 10.0.0.9 > 10.0.0.5 200`

/** A proxy waits for its next hop in vain. */
const GIVEN_UP = ladder`
        0     10.0.0.5 > 10.0.0.1 INVITE
        0.01  10.0.0.1 > 10.0.0.5 100
        0.02  10.0.0.1 > 203.0.113.7 INVITE forwarded
        0.52  10.0.0.1 > 203.0.113.7 INVITE again
        1.52  10.0.0.1 > 203.0.113.7 INVITE again
        3.52  10.0.0.1 > 203.0.113.7 INVITE again
        7.52  10.0.0.1 > 203.0.113.7 INVITE again
        15.52 10.0.0.1 > 203.0.113.7 INVITE again
        31.52 10.0.0.1 > 203.0.113.7 INVITE again
        32.1  10.0.0.1 > 10.0.0.5 408
        32.2  10.0.0.5 > 10.0.0.1 ACK`

testRule(noResponseInvite, {
  quiet: {
    'two sends prove nothing': sends(2),
    'a provisional came': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.5 10.0.0.5 > 203.0.113.7 INVITE again
      1.5 10.0.0.5 > 203.0.113.7 INVITE again
      1.6 203.0.113.7 > 10.0.0.5 100`,
    'a scanner that is ignored': ladder`
      0   198.51.100.6 > 203.0.113.7 INVITE header "User-Agent: friendly-scanner"
      0.5 198.51.100.6 > 203.0.113.7 INVITE again
      1.5 198.51.100.6 > 203.0.113.7 INVITE again
      40  203.0.113.7 > 10.0.0.9 OPTIONS`,
  },
  fires: {
    'behind a proxy, which gives up with a 408': [GIVEN_UP, { sends: 7, target: '203.0.113.7:5060' }, 'critical'],
    'the whole of timer A': [sends(7), { sends: 7, transport: 'UDP' }, 'critical'],
    'five sends': [sends(5), { sends: 5 }, 'critical'],
    'three sends, and time enough': [sends(3), { sends: 3 }, 'high'],
    'three sends, and the input ends': [sends(3, 5), { sends: 3 }, 'medium'],
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        10.0.0.5 > 203.0.113.7 INVITE again
        10.0.0.5 > 203.0.113.7 INVITE again
        10.0.0.5 > 203.0.113.7 INVITE again
        10.0.0.5 > 203.0.113.7 INVITE again`,
      { sends: 5, spanMs: undefined },
      'high',
    ],
    'another target answered': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.5 10.0.0.5 > 203.0.113.7 INVITE again
        1.5 10.0.0.5 > 203.0.113.7 INVITE again
        4   10.0.0.5 > 203.0.113.8 INVITE initial
        4.1 203.0.113.8 > 10.0.0.5 200`,
      { sends: 3 },
      'info',
    ],
    TCP: [
      ladder`
        0  10.0.0.5 > 203.0.113.7 INVITE over TCP
        40 10.0.0.5 > 10.0.0.9 OPTIONS
        41 10.0.0.9 > 10.0.0.5 200`,
      { transport: 'TCP' },
      'critical',
    ],
    'one dead peer among several asked': [sends(5), {}, 'critical'],
  },
  unproven: {
    'a tap that sees one direction only': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.5 10.0.0.5 > 203.0.113.7 INVITE again
        1.5 10.0.0.5 > 203.0.113.7 INVITE again
        40  10.0.0.5 > 203.0.113.8 OPTIONS`,
      'one-direction-only',
    ],
    'a log of SIP over TCP': [
      ladder`
        as text
        0  10.0.0.5 > 203.0.113.7 INVITE over TCP
        40 10.0.0.5 > 10.0.0.9 OPTIONS
        41 10.0.0.9 > 10.0.0.5 200`,
      'one-direction-only',
    ],
    'bare messages whose Via says TCP': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7 INVITE over TCP
        10.0.0.5 > 203.0.113.7 INVITE again
        10.0.0.5 > 203.0.113.7 INVITE again
        10.0.0.5 > 203.0.113.7 INVITE again`,
      'one-direction-only',
    ],
    'a call that goes on all the same': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.5 10.0.0.5 > 203.0.113.7 INVITE again
        1.5 10.0.0.5 > 203.0.113.7 INVITE again
        3   10.0.0.5 > 203.0.113.7 ACK tag to-1
        9   10.0.0.5 > 203.0.113.7 BYE tag to-1`,
      'one-direction-only',
    ],
  },
})

test('every send is cited with its time', () => {
  const { findings } = diagnosed(sends(7), [noResponseInvite as unknown as AnyRule])
  const { evidence } = findings[0]!
  const start = evidence[0]!.at!
  expect(evidence.map(({ kind, at }) => `${kind} ${(at! - start) / 1_000_000}`)).toEqual(
    [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5].map((seconds) => `startline ${seconds}`),
  )
})

test('it explains the 408 of the proxy that waited', () => {
  const { findings } = diagnosed(GIVEN_UP)
  const cause = findings.find(({ rule }) => rule === noResponseInvite.id)!
  expect(findings.find(({ rule }) => rule === 'signaling.response-408')).toMatchObject({
    causedBy: cause.id,
    severity: 'medium',
  })
})
