import { callNotTerminated } from '../../../../src/diagnose/rules/signaling/call-not-terminated.ts'
import { ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (...lines: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU
    1 203.0.113.7 > 10.0.0.5 200 sdp audio 203.0.113.7:5000 PCMU
    1.1 10.0.0.5 > 203.0.113.7 ACK
    ${lines.join('\n')}`)

/** Until 4 s. */
const MEDIA = `2 10.0.0.5:4000 > 203.0.113.7:5000 rtp PCMU 100
  2 203.0.113.7:5000 > 10.0.0.5:4000 rtp PCMU 100`

testRule(callNotTerminated, {
  quiet: {
    'ended by BYE': call(MEDIA, '10 10.0.0.5 > 203.0.113.7 BYE', '100 10.0.0.9 > 203.0.113.9 OPTIONS'),
    'the input ends sooner': call(MEDIA, '63 10.0.0.9 > 203.0.113.9 OPTIONS'),
    'on hold': call(
      MEDIA,
      '5 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU sendonly',
      '5.1 203.0.113.7 > 10.0.0.5 200 sdp audio 203.0.113.7:5000 PCMU recvonly',
      '100 10.0.0.9 > 203.0.113.9 OPTIONS',
    ),
    'signalling after the answer is not in the input':
      ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU
      1 203.0.113.7 > 10.0.0.5 200 sdp audio 203.0.113.7:5000 PCMU
      ${MEDIA}
      100 10.0.0.9 > 203.0.113.9 OPTIONS`),
  },
  fires: { 'silent for a minute': [call(MEDIA, '100 10.0.0.9 > 203.0.113.9 OPTIONS'), {}, 'medium'] },
  unproven: {
    'media of one side only': [
      call('2 10.0.0.5:4000 > 203.0.113.7:5000 rtp PCMU 100', '100 10.0.0.9 > 203.0.113.9 OPTIONS'),
      'one-direction-only',
    ],
    'no media in the input': [call('100 10.0.0.9 > 203.0.113.9 OPTIONS'), 'no-rtp-in-capture'],
  },
})
