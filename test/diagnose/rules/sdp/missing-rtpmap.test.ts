import { missingRtpmap } from '../../../../src/diagnose/rules/sdp/missing-rtpmap.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (media: string) =>
  `body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\n${media}\\n"`
const invite = (media: string) => ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body(media)}`

testRule(missingRtpmap, {
  quiet: {
    'static types need none': invite('m=audio 4000 RTP/AVP 0 8 18'),
    'each has one': invite('m=audio 4000 RTP/AVP 0 101\\na=rtpmap:101 telephone-event/8000'),
    'a refused line': invite('m=audio 0 RTP/AVP 96'),
    'not RTP': invite('m=image 4000 udptl t38'),
  },
  fires: {
    'one of two': [invite('m=audio 4000 RTP/AVP 0 96'), { types: [96], alone: false }, 'medium'],
    'the only one': [invite('m=audio 4000 RTP/AVP 96'), { types: [96], alone: true }, 'high'],
    'an unassigned static type': [invite('m=audio 4000 RTP/AVP 8 24'), { types: [24] }, 'medium'],
  },
  unproven: {
    'the description is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${body('m=audio 4000 RTP/AVP 96')}`,
      'message-cut',
    ],
  },
})
