import { opusRtpmapInvalid } from '../../../../src/diagnose/rules/sdp/opus-rtpmap-invalid.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (rtpmap: string) =>
  `body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP 111\\na=rtpmap:111 ${rtpmap}\\n"`

testRule(opusRtpmapInvalid, {
  quiet: {
    'as it must be': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body('OPUS/48000/2')}`,
    'another codec': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body('speex/16000')}`,
  },
  fires: {
    'the clock': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body('opus/16000')}`,
      { written: 'opus/16000', refused: undefined },
      'low',
    ],
    'the channels, and it is refused': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${body('opus/48000')}
        203.0.113.7 > 203.0.113.1  488`,
      { written: 'opus/48000', refused: 488 },
      'high',
    ],
    'refused for another reason': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${body('opus/48000')}
        203.0.113.7 > 203.0.113.1  486`,
      { refused: undefined },
      'low',
    ],
  },
  unproven: {
    'the description is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${body('opus/48000/2')}`,
      'message-cut',
    ],
  },
})
