import { rtpmapStaticConflict } from '../../../../src/diagnose/rules/sdp/rtpmap-static-conflict.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (media: string) =>
  `body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\n${media}\\n"`
const invite = (media: string) => ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body(media)}`

testRule(rtpmapStaticConflict, {
  quiet: {
    'no rtpmap': invite('m=audio 4000 RTP/AVP 0'),
    'the meaning repeated': invite('m=audio 4000 RTP/AVP 0 8\\na=rtpmap:0 pcmu/8000\\na=rtpmap:8 PCMA/8000/1'),
    'G.729 in other spellings': invite('m=audio 4000 RTP/AVP 18\\na=rtpmap:18 G729A/8000'),
    'a dynamic number': invite('m=audio 4000 RTP/AVP 96\\na=rtpmap:96 G722/16000'),
  },
  fires: {
    'another codec': [
      invite('m=audio 4000 RTP/AVP 0\\na=rtpmap:0 PCMA/8000'),
      { payloadType: 0, written: 'PCMA/8000', meant: 'PCMU/8000' },
      'medium',
    ],
    'the clock of G.722': [
      invite('m=audio 4000 RTP/AVP 9\\na=rtpmap:9 G722/16000'),
      { written: 'G722/16000', meant: 'G722/8000' },
      'medium',
    ],
  },
  unproven: {
    'the description is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${body('m=audio 4000 RTP/AVP 0')}`,
      'message-cut',
    ],
  },
})
