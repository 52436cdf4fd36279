import { callDuration } from '../../../../src/diagnose/rules/general/call-duration.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const ANSWERED = `
  0   10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMU
  1   10.0.0.9 > 10.0.0.5 180
  4   10.0.0.9 > 10.0.0.5 200 sdp audio 10.0.0.9:5000 PCMU
  4.1 10.0.0.5 > 10.0.0.9 ACK`

testRule(callDuration, {
  quiet: { 'no call': ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS` },
  fires: {
    answered: [
      ladder`${ANSWERED}
             64  10.0.0.5 > 10.0.0.9 BYE`,
      { totalMs: 64_000, ringMs: 3000, talkMs: 60_000, estimated: false },
      'info',
    ],
    'the BYE is missing': [
      ladder`${ANSWERED}
             5 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 51`,
      { talkMs: 2000, estimated: true },
      'info',
    ],
    refused: [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        1 10.0.0.9 > 10.0.0.5 180
        9 10.0.0.9 > 10.0.0.5 486`,
      { totalMs: 9000, ringMs: 8000, talkMs: undefined, answered: false },
      'info',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200`,
      'no-timestamps',
    ],
    'the end is not in the input': [ladder`${ANSWERED}`, 'ends-mid-dialog'],
    'the beginning is not in the input': [
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE tag to-1
        1 10.0.0.9 > 10.0.0.5 200
        9 10.0.0.5 > 10.0.0.9 BYE tag to-1`,
      'starts-mid-dialog',
    ],
  },
})
