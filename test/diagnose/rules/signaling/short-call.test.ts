import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { shortCall } from '../../../../src/diagnose/rules/signaling/short-call.ts'
import { ladder, ladderOf, withOptions } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const call = (end: number, rtp = '', by = '10.0.0.5 > 203.0.113.7') => ladder`
  0   10.0.0.5 > 203.0.113.7 INVITE to sip:999@203.0.113.7 sdp audio 10.0.0.5:4000 PCMU
  1   203.0.113.7 > 10.0.0.5 200    sdp audio 203.0.113.7:5000 PCMU
  1.1 10.0.0.5 > 203.0.113.7 ACK
  ${rtp}
  ${1 + end} ${by} BYE`
const TO_CALLEE = '1.2 10.0.0.5:4000 > 203.0.113.7:5000 rtp PCMU 150'
const TO_CALLER = '1.2 203.0.113.7:5000 > 10.0.0.5:4000 rtp PCMU 150'

testRule(shortCall, {
  quiet: {
    'ten seconds': call(10),
    'a test number': withOptions(call(3), { policy: { testNumbers: ['999'] } }),
  },
  fires: {
    'without media in the input': [call(4), { durationMs: 4000, party: 'caller' }, 'info'],
    'with media both ways': [call(4, `${TO_CALLEE}\n${TO_CALLER}`), {}, 'info'],
    'the callee sends nothing and hangs up': [
      call(8, TO_CALLEE, '203.0.113.7 > 10.0.0.5'),
      { party: 'callee' },
      'medium',
    ],
    'the caller gives up, having heard nothing': [call(4, TO_CALLEE), {}, 'high'],
    'too soon for the callee to have spoken': [
      call(0.8, '1.2 10.0.0.5:4000 > 203.0.113.7:5000 rtp PCMU 25'),
      { media: 'partly' },
      'low',
    ],
    'on hold the callee is silent by design': [
      call(
        8,
        `1.3 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU sendonly
         1.4 203.0.113.7 > 10.0.0.5 200    sdp audio 203.0.113.7:5000 PCMU recvonly
         1.5 10.0.0.5 > 203.0.113.7 ACK
         1.6 10.0.0.5:4000 > 203.0.113.7:5000 rtp PCMU 150`,
      ),
      { media: 'partly' },
      'low',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 200
        10.0.0.5 > 203.0.113.7 BYE`,
      'no-timestamps',
    ],
    'the end is not in the input': [
      ladder`
        0 10.0.0.5 > 203.0.113.7 INVITE
        1 203.0.113.7 > 10.0.0.5 200`,
      'ends-mid-dialog',
    ],
  },
})

test.each([
  [5, 'low'],
  [1, 'low'],
  [0, 'none'],
])('of five answered calls, media not captured, %i are short: %s', (short, level) => {
  const lines = Array.from({ length: 5 }, (_, i) => {
    const start = i * 100
    const end = i < short ? 3 : 30
    return `${start} 10.0.0.5 > 203.0.113.7 INVITE call c${i}
      ${start + 1} 203.0.113.7 > 10.0.0.5 200 call c${i}
      ${start + 1.1} 10.0.0.5 > 203.0.113.7 ACK call c${i}
      ${start + 1 + end} 10.0.0.5 > 203.0.113.7 BYE call c${i}
      ${start + 1.1 + end} 203.0.113.7 > 10.0.0.5 200 call c${i}`
  })
  const { findings } = diagnosed(ladderOf(lines.join('\n')), [shortCall as unknown as AnyRule])
  expect(findings[0]?.severity ?? 'none').toBe(level)
})
