import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { lossHigh } from '../../../../src/diagnose/rules/media/loss-high.ts'
import { ladder, withFacts } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const call = (rtp: string, codec = 'PCMU', more = '') => ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 ${codec} ${more}
  0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 ${codec} ${more}
  0.2 203.0.113.1 > 203.0.113.7 ACK
  0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp ${codec} ${rtp}`

const ENDED_EARLY = ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
  0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
  0.2 203.0.113.1 > 203.0.113.7 ACK
  0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 90 lost 40
  3   203.0.113.1 > 203.0.113.7 BYE`

/** Three times ten packets are missing within a minute. */
const holes = (way: string): string =>
  [0, 1, 2, 3]
    .map((i) => `${0.3013 + i * 15} ${way} rtp PCMU 740 seq ${100 + i * 750} stamp ${1000 + i * 750 * 160}`)
    .join('\n')

testRule(lossHigh, {
  quiet: {
    'nothing lost': call('1000'),
    'a call that ended before there were enough packets': ENDED_EARLY,
    'below half a percent': call('1000 lost 4'),
    'an SSRC change with another sequence is no loss': ladder`
      0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
      0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
      0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 400 ssrc 1 seq 100
      8.4 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 400 ssrc 2 seq 40000`,
    'a ringing tone that is over by the answer': ladder`
      0    203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
      0.1  203.0.113.7 > 203.0.113.1 183    sdp audio 203.0.113.7:5000 PCMU
      0.3  203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU 500 lost 100
      12   203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
      12.1 203.0.113.1 > 203.0.113.7 ACK`,
    'a sequence reset of one SSRC is no loss': ladder`
      0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
      0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
      0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 400 ssrc 1 seq 100
      8.4 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 400 ssrc 1 seq 30000`,
  },
  fires: {
    'a quarter': [call('1000 lost 250'), { lost: 250, expected: 1000, direction: 'from caller to callee' }, 'critical'],
    'eight percent': [call('1000 lost 80'), { lost: 80, lossPercent: 8 }, 'high'],
    'exactly five percent is not over five': [call('1000 lost 50'), { lossPercent: 5 }, 'medium'],
    'two percent': [call('1000 lost 20'), {}, 'medium'],
    'half a percent': [call('1000 lost 5'), {}, 'low'],
    'a short stream is one step lower': [call('200 lost 16'), { lossPercent: 8 }, 'medium'],
    'single losses that Opus mends': [
      call('1000 lost 80', 'opus', 'line "a=fmtp:111 useinbandfec=1"'),
      { lost: 80 },
      'medium',
    ],
  },
  unproven: {
    'the capture says that it dropped packets': [
      withFacts(call('1000 lost 80'), { droppedPackets: 3 }),
      'capture-drops',
    ],
    'both directions lose in the same few seconds: the capture did': [
      mediaCall(`${holes('192.0.2.10:4000 > 198.51.100.7:5000')}\n${holes('198.51.100.7:5000 > 192.0.2.10:4000')}`),
      'capture-drops',
    ],
    'too few packets to tell, at the end of the input': [call('90 lost 40'), 'ends-mid-dialog'],
  },
})

test('the title carries the figure, the fingerprint does not', () => {
  const [a, b] = ['1000 lost 80', '1000 lost 90'].map(
    (rtp) => diagnosed(call(rtp), [lossHigh as unknown as AnyRule]).findings[0]!,
  )
  expect(a!.title).toBe('RTP packet loss 8.0%')
  expect(b!.title).toBe('RTP packet loss 9.0%')
  expect(a!.fingerprint).toBe(b!.fingerprint)
})

test('a stream that ended too early to be measured is clear, and not waited for', () => {
  expect(diagnosed(ENDED_EARLY, [lossHigh as unknown as AnyRule]).coverage).toMatchObject([{ verdict: 'clear' }])
})

test.each([
  ['more is lost behind the tap', 160, '80 more are lost behind this tap'],
  ['nothing more is', 80, 'hardly any is lost behind this tap'],
])('the reports of the receiver say whether %s', (_name, total, says) => {
  const reports = [5, 10, 15].map((at) => `${at} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp rr lost 20 total ${total}`)
  const drawn = mediaCall(`${there('PCMU 1000 lost 80')}\n${reports.join('\n')}`)
  expect(diagnosed(drawn, [lossHigh as unknown as AnyRule]).findings[0]!.detail).toContain(says)
})
