import { noTelephoneEvent } from '../../../../src/diagnose/rules/dtmf/no-telephone-event.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, rest = '', agent = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 ${offered}
  192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${answered} ${agent}
  192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const info = (status: number) => `
  192.0.2.5 > 192.0.2.7  INFO body "application/dtmf-relay" "Signal=5\\nDuration=160"
  192.0.2.7 > 192.0.2.5  ${status}`

testRule(noTelephoneEvent, {
  quiet: {
    'on both sides': call('PCMU,telephone-event', 'PCMU,telephone-event'),
    'digits by INFO': call('PCMU', 'PCMU', info(200)),
    'audio was refused': ladder`
      192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
      192.0.2.7 > 192.0.2.5  488`,
  },
  fires: {
    'on neither side': [call('PCMU', 'PCMU'), { lacking: 'both', offered: 'PCMU' }, 'low'],
    'not in the answer': [call('PCMU,telephone-event', 'PCMU'), { lacking: 'answer' }, 'low'],
    'not in the offer': [call('PCMU', 'PCMU,telephone-event'), { lacking: 'offer' }, 'low'],
    'and digits by INFO are refused': [call('PCMU', 'PCMU', info(415)), { lacking: 'both' }, 'medium'],
    'and a voice agent answers': [
      call('PCMU', 'PCMU', '', 'header "Server: livekit-sip"'),
      { lacking: 'both' },
      'medium',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU,telephone-event
        192.0.2.7 > 192.0.2.5  200 header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
