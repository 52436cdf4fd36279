import { ackMissing2xx } from '../../../../src/diagnose/rules/signaling/ack-missing-2xx.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const ANSWER = '203.0.113.7 > 10.0.0.5 200'
const resent = (count: number) =>
  [0.6, 1.1, 2.1, 4.1, 8.1, 12.1, 16.1, 20.1, 24.1]
    .slice(0, count)
    .map((at) => `${at} ${ANSWER} again`)
    .join('\n')

const again = [0.6, 1.1, 2.1, 4.1].map((at) => `${at} 203.0.113.7 > 198.51.100.4 200 again`).join('\n')

testRule(ackMissing2xx, {
  quiet: {
    acknowledged: ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.1 ${ANSWER}
      0.2 10.0.0.5 > 203.0.113.7 ACK`,
    'one repetition, then the ACK': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      0.1 ${ANSWER}
      0.6 ${ANSWER} again
      0.7 10.0.0.5 > 203.0.113.7 ACK`,
    refused: ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 404`,
    'the ACK bypasses this hop': ladder`
      0    10.0.0.5 > 203.0.113.7 INVITE
      0.1  ${ANSWER}
      ${resent(3)}
      5    10.0.0.5 > 203.0.113.99 ACK`,
  },
  fires: {
    'no ACK at all': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.1 ${ANSWER}
        ${resent(8)}`,
      { resends: 8, cause: 'none' },
      'critical',
    ],
    'three repetitions at the end of the input': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.1 ${ANSWER}
        ${resent(3)}`,
      { resends: 3 },
      'high',
    ],
    'the Contact is private': [
      ladder`
        0   198.51.100.4 > 203.0.113.7 INVITE
        0.1 203.0.113.7 > 198.51.100.4 200 header "Contact: <sip:bob@10.0.0.9>"
        0.6 203.0.113.7 > 198.51.100.4 200 again
        1.1 203.0.113.7 > 198.51.100.4 200 again
        2.1 203.0.113.7 > 198.51.100.4 200 again`,
      { cause: 'private-contact' },
      'high',
    ],
    'the ACK goes to another target': [
      ladder`
        0   198.51.100.4 > 203.0.113.7 INVITE
        0.1 203.0.113.7 > 198.51.100.4 200 header "Contact: <sip:bob@203.0.113.9>"
        0.2 198.51.100.4 > 203.0.113.7 ACK uri sip:bob@203.0.113.8
        ${again}`,
      { cause: 'other-target' },
      'high',
    ],
    'the ACK ignores the Record-Route': [
      ladder`
        0   198.51.100.4 > 203.0.113.7 INVITE header "Record-Route: <sip:203.0.113.7;lr>"
        0.1 203.0.113.7 > 198.51.100.4 200
        0.2 198.51.100.4 > 203.0.113.7 ACK
        ${again}`,
      { cause: 'route' },
      'high',
    ],
    'the ACK has another CSeq': [
      ladder`
        0   198.51.100.4 > 203.0.113.7 INVITE
        0.1 203.0.113.7 > 198.51.100.4 200
        0.2 198.51.100.4 > 203.0.113.7 ACK cseq 9
        ${again}`,
      { cause: 'identifiers' },
      'high',
    ],
    'the ACK does not arrive': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.1 ${ANSWER}
        0.2 10.0.0.5 > 203.0.113.7 ACK
        ${resent(4)}
        33 203.0.113.7 > 10.0.0.5 BYE`,
      { cause: 'lost' },
      'critical',
    ],
  },
  unproven: {
    'the input ends before an ACK could be missed': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.1 ${ANSWER}
        0.6 ${ANSWER} again`,
      'ends-mid-dialog',
    ],
    'text without times ends with the 2xx': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        ${ANSWER}`,
      'ends-mid-dialog',
    ],
    'nobody repeats the 2xx, so its ACK went another way': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 INVITE
        0.1 ${ANSWER}
        60  10.0.0.5 > 203.0.113.7 BYE`,
      'one-direction-only',
    ],
  },
})
