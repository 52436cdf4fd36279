import { tooManyCodecs } from '../../../../src/diagnose/rules/sdp/too-many-codecs.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (formats: number, padding = 0) =>
  `body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP ${Array.from({ length: formats }, (_, i) => 96 + i).join(' ')}\\n${'a=x-filler\\n'.repeat(padding)}"`

testRule(tooManyCodecs, {
  quiet: {
    'ten formats': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body(10)}`,
    'a short one': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body(2, 20)}`,
  },
  fires: {
    'eleven formats': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body(11)}`,
      { formats: 11, transport: 'UDP' },
      'low',
    ],
    'a long one': [ladder`203.0.113.1 > 203.0.113.7  INVITE  ${body(2, 100)}`, { formats: 2 }, 'low'],
    'over TCP': [ladder`203.0.113.1 > 203.0.113.7  INVITE  over TCP ${body(11)}`, { transport: 'TCP' }, 'info'],
  },
  unproven: {
    'the description is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${body(2)}`,
      'message-cut',
    ],
  },
})
