import { inbandOverCompressed } from '../../../../src/diagnose/rules/dtmf/inband-over-compressed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, rest = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 ${offered}
  192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${answered}
  192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const info = (status: number) => `
  192.0.2.5 > 192.0.2.7  INFO body "application/dtmf-relay" "Signal=5"
  192.0.2.7 > 192.0.2.5  ${status}`

testRule(inbandOverCompressed, {
  quiet: {
    'G.711 carries tones': call('PCMU', 'PCMU'),
    'G.722 does too': call('G722', 'G722'),
    'telephone-event on both sides': call('G729,telephone-event', 'G729,telephone-event'),
    'digits by INFO': call('G729', 'G729', info(200)),
  },
  fires: {
    'G.729': [call('G729', 'G729'), { codec: 'G729' }, 'low'],
    'Opus, with events on one side only': [call('opus,telephone-event', 'opus'), { codec: 'opus/48000/2' }, 'low'],
    'and digits were sent by INFO in vain': [call('G729', 'G729', info(415)), { codec: 'G729' }, 'high'],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 G729,telephone-event
        192.0.2.7 > 192.0.2.5  200 header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=audio 4000 RTP/AVP 18\\n"`,
      'message-cut',
    ],
  },
})
