import { publicAddressHairpin } from '../../../../src/diagnose/rules/nat/public-address-hairpin.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (answer: string, rtp = '') => ladder`
  0   198.51.100.4 > 203.0.113.7  INVITE  sdp audio 198.51.100.4:4000 PCMU
  0.1 203.0.113.7 > 198.51.100.4  200     sdp audio ${answer} PCMU
  0.2 198.51.100.4 > 203.0.113.7  ACK
  ${rtp}`

testRule(publicAddressHairpin, {
  quiet: {
    'two addresses': call('203.0.113.7:5000'),
    'ICE finds a way': ladder`
      198.51.100.4 > 203.0.113.7  INVITE  sdp audio 198.51.100.4:4000 PCMU line "a=candidate:1 1 UDP 2130706431 10.1.0.5 4000 typ host"
      203.0.113.7 > 198.51.100.4  200     sdp audio 198.51.100.4:5000 PCMU`,
  },
  fires: {
    'one address': [call('198.51.100.4:5000'), { address: '198.51.100.4', silent: false }, 'low'],
    'and no media': [
      call('198.51.100.4:5000', '1 203.0.113.50:6000 > 203.0.113.60:6002 rtp PCMU 100'),
      { silent: true },
      'high',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        198.51.100.4 > 203.0.113.7  INVITE  sdp audio 198.51.100.4:4000 PCMU
        203.0.113.7 > 198.51.100.4  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
