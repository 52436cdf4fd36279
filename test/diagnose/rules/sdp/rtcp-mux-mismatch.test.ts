import { rtcpMuxMismatch } from '../../../../src/diagnose/rules/sdp/rtcp-mux-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const BROWSER = 'profile UDP/TLS/RTP/SAVPF line "a=ice-ufrag:abcd"'
const call = (offered: string, answered: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${offered}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${answered}`

testRule(rtcpMuxMismatch, {
  quiet: {
    both: call(`${BROWSER} line "a=rtcp-mux"`, `${BROWSER} line "a=rtcp-mux"`),
    neither: call('', ''),
    'a phone that falls back': call('line "a=rtcp-mux"', ''),
  },
  fires: {
    'a browser is not answered so': [call(`${BROWSER} line "a=rtcp-mux"`, BROWSER), { side: 'offer' }, 'high'],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${BROWSER} line "a=rtcp-mux"
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
