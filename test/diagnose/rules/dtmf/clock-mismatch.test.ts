import { clockMismatch } from '../../../../src/diagnose/rules/dtmf/clock-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (codecs: string, rest = '', extra = '') => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 ${codecs} ${extra}
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${codecs} ${extra}
  1.1  192.0.2.5 > 192.0.2.7  ACK
  ${rest}`

testRule(clockMismatch, {
  quiet: {
    'G.711': call('PCMU,telephone-event'),
    'G.722, whose RTP clock is that of G.711': call('G722,telephone-event'),
    'no telephone-event': call('opus'),
  },
  fires: {
    Opus: [call('opus,telephone-event'), { clockRateHz: 48_000, eventClocks: [8000], sent: false }, 'low'],
    'AMR-WB': [call('AMR-WB,telephone-event'), { clockRateHz: 16_000 }, 'low'],
    'and digits were sent': [
      call('opus,telephone-event', '2 192.0.2.5:4000 > 192.0.2.7:5000 dtmf 12'),
      { sent: true },
      'medium',
    ],
  },
  unproven: {
    'the codec is not named': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.5\\ns=-\\nc=IN IP4 192.0.2.5\\nt=0 0\\nm=audio 4000 RTP/AVP 99 101\\na=rtpmap:101 telephone-event/8000\\n"
        192.0.2.7 > 192.0.2.5  200 body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=audio 5000 RTP/AVP 99 101\\na=rtpmap:101 telephone-event/8000\\n"`,
      'message-cut',
    ],
  },
})
