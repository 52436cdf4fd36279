import { holdLegacyZeroIp } from '../../../../src/diagnose/rules/sdp/hold-legacy-zero-ip.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const begun = `
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
  203.0.113.1 > 203.0.113.7  ACK`
const hold = (address: string, extra = '') => `
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio ${address} PCMU ${extra}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
  203.0.113.1 > 203.0.113.7  ACK`
const bye = `
  203.0.113.1 > 203.0.113.7  BYE
  203.0.113.7 > 203.0.113.1  200`

testRule(holdLegacyZeroIp, {
  quiet: {
    'hold by direction': ladder`${begun}${hold('203.0.113.1:4000', 'sendonly')}`,
    'candidates come later': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 0.0.0.0:9 PCMU line "a=ice-ufrag:abcd"`,
    'a refused line': ladder`${begun}${hold('0.0.0.0:0')}`,
  },
  fires: {
    'and back': [
      ladder`${begun}${hold('0.0.0.0:4000')}${hold('203.0.113.1:4000')}${bye}`,
      { party: 'caller', resumed: true },
      'low',
    ],
    'never taken off hold': [ladder`${begun}${hold('0.0.0.0:4000')}${bye}`, { resumed: false }, 'low'],
    'the input ends before the call': [ladder`${begun}${hold('0.0.0.0:4000')}`, { resumed: false }, 'low'],
  },
  unproven: {
    'the offer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"
        203.0.113.7 > 203.0.113.1  488`,
      'message-cut',
    ],
  },
})
